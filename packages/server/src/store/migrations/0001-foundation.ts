import { type ColumnDataType, type Kysely, sql } from 'kysely'
import type { ColumnTypes, Migration } from './migration.ts'

/** Pools, clients, people, their codes and their sessions. */
export const foundation: Migration = { id: 1, name: 'foundation', up }

async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const text = sql.raw<string>(types.text) as unknown as ColumnDataType // a raw type is a data type to Kysely
  const schema = db.schema

  await schema
    .createTable('pools')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('document', text, (c) => c.notNull())
    .addColumn('password_storage', text, (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('modified_at', 'bigint', (c) => c.notNull())
    .execute()
  await schema.createIndex('pools_by_creation').on('pools').columns(['created_at', 'id']).execute()

  await schema
    .createTable('clients')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('pool_id', text, (c) => c.notNull().references('pools.id').onDelete('cascade'))
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('document', text, (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('modified_at', 'bigint', (c) => c.notNull())
    .execute()
  await schema
    .createIndex('clients_by_pool')
    .on('clients')
    .columns(['pool_id', 'created_at', 'id'])
    .execute()

  await schema
    .createTable('client_secrets')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('client_id', text, (c) => c.notNull().references('clients.id').onDelete('cascade'))
    .addColumn('sealed', text, (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute()
  await schema
    .createIndex('client_secrets_by_client')
    .on('client_secrets')
    .column('client_id')
    .execute()

  await schema
    .createTable('signing_keys')
    .addColumn('kid', text, (c) => c.primaryKey())
    .addColumn('pool_id', text, (c) => c.notNull().references('pools.id').onDelete('cascade'))
    .addColumn('token_use', text, (c) => c.notNull())
    .addColumn('public_key', text, (c) => c.notNull())
    .addColumn('sealed_private_key', text, (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute()
  await schema.createIndex('signing_keys_by_pool').on('signing_keys').column('pool_id').execute()

  await schema
    .createTable('users')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('pool_id', text, (c) => c.notNull().references('pools.id').onDelete('cascade'))
    .addColumn('username', text, (c) => c.notNull())
    .addColumn('username_key', text, (c) => c.notNull())
    .addColumn('status', text, (c) => c.notNull())
    .addColumn('enabled', 'integer', (c) => c.notNull())
    .addColumn('attributes', text, (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('modified_at', 'bigint', (c) => c.notNull())
    .addUniqueConstraint('users_by_name', ['pool_id', 'username_key'])
    .execute()

  await schema
    .createTable('passwords')
    .addColumn('user_id', text, (c) => c.primaryKey().references('users.id').onDelete('cascade'))
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('sealed', text, (c) => c.notNull())
    .addColumn('changed_at', 'bigint', (c) => c.notNull())
    .execute()

  await schema
    .createTable('aliases')
    .addColumn('pool_id', text, (c) => c.notNull())
    .addColumn('alias', text, (c) => c.notNull())
    .addColumn('user_id', text, (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('aliases_key', ['pool_id', 'alias'])
    .execute()
  await schema.createIndex('aliases_by_user').on('aliases').column('user_id').execute()

  await schema
    .createTable('codes')
    .addColumn('user_id', text, (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('purpose', text, (c) => c.notNull())
    .addColumn('attribute', text, (c) => c.notNull())
    .addColumn('destination', text, (c) => c.notNull())
    .addColumn('digest', text, (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('codes_key', ['user_id', 'purpose'])
    .execute()
  await schema.createIndex('codes_by_expiry').on('codes').column('expires_at').execute()

  await schema
    .createTable('sessions')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('pool_id', text, (c) => c.notNull())
    .addColumn('client_id', text, (c) => c.notNull().references('clients.id').onDelete('cascade'))
    .addColumn('user_id', text, (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('authenticated_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('revoked_at', 'bigint')
    .execute()
  await schema.createIndex('sessions_by_user').on('sessions').column('user_id').execute()
  await schema.createIndex('sessions_by_client').on('sessions').column('client_id').execute()
  await schema.createIndex('sessions_by_expiry').on('sessions').column('expires_at').execute()

  await schema
    .createTable('spent_sessions')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute()
  await schema.createIndex('spent_by_expiry').on('spent_sessions').column('expires_at').execute()

  await schema
    .createTable('attempts')
    .addColumn('subject', text, (c) => c.primaryKey())
    .addColumn('count', 'integer', (c) => c.notNull())
    .addColumn('last_at', 'bigint', (c) => c.notNull())
    .addColumn('locked_until', 'bigint', (c) => c.notNull())
    .execute()
  await schema.createIndex('attempts_by_time').on('attempts').column('last_at').execute()

  await schema
    .createTable('inbox_messages')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('pool_id', text, (c) => c.notNull())
    .addColumn('username', text, (c) => c.notNull())
    .addColumn('address', text, (c) => c.notNull())
    .addColumn('message', text, (c) => c.notNull())
    .addColumn('sent_at', 'bigint', (c) => c.notNull())
    .execute()
  await schema
    .createTable('properties')
    .addColumn('name', text, (c) => c.primaryKey())
    .addColumn('value', text, (c) => c.notNull())
    .execute()
  await schema
    .createIndex('inbox_by_time')
    .on('inbox_messages')
    .columns(['sent_at', 'id'])
    .execute()
}
