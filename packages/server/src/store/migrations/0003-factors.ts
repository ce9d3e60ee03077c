import { type ColumnDataType, type Kysely, sql } from 'kysely'
import type { ColumnTypes, Migration } from './migration.ts'

/** Second factors, passkeys and devices, and what a pool asks of them. */
export const factors: Migration = { id: 3, name: 'factors', up }

async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const text = sql.raw<string>(types.text) as unknown as ColumnDataType // a raw type is a data type to Kysely
  const schema = db.schema

  await schema
    .createTable('pool_settings')
    .addColumn('pool_id', text, (c) => c.notNull().references('pools.id').onDelete('cascade'))
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('document', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('pool_settings_key', ['pool_id', 'name'])
    .execute()

  await schema
    .createTable('user_mfa')
    .addColumn('user_id', text, (c) => c.primaryKey().references('users.id').onDelete('cascade'))
    .addColumn('sms', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('email', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('totp', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('preferred', text)
    .addColumn('totp_secret', text)
    .addColumn('totp_pending', text)
    .addColumn('totp_step', 'bigint', (c) => c.notNull().defaultTo(0))
    .execute()

  await schema
    .createTable('passkeys')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('user_id', text, (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('public_key', text, (c) => c.notNull())
    .addColumn('sign_count', 'bigint', (c) => c.notNull())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('relying_party', text, (c) => c.notNull())
    .addColumn('attachment', text)
    .addColumn('transports', text, (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute()
  await schema.createIndex('passkeys_by_user').on('passkeys').column('user_id').execute()

  await schema
    .createTable('devices')
    .addColumn('key', text, (c) => c.primaryKey())
    .addColumn('user_id', text, (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('group_key', text, (c) => c.notNull())
    .addColumn('name', text)
    .addColumn('sealed_secret', text)
    .addColumn('status', text)
    .addColumn('last_address', text)
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('modified_at', 'bigint', (c) => c.notNull())
    .addColumn('authenticated_at', 'bigint', (c) => c.notNull())
    .execute()
  await schema.createIndex('devices_by_user').on('devices').column('user_id').execute()

  await schema.alterTable('sessions').addColumn('device_key', text).execute()
}
