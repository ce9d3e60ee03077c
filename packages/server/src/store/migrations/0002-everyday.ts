import { type ColumnDataType, type Kysely, sql } from 'kysely'
import type { ColumnTypes, Migration } from './migration.ts'

/** Groups, temporary and earlier passwords, codes of one client, refresh tokens that rotate. */
export const everyday: Migration = { id: 2, name: 'everyday', up }

async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const text = sql.raw<string>(types.text) as unknown as ColumnDataType // a raw type is a data type to Kysely
  const schema = db.schema

  await schema
    .createTable('groups')
    .addColumn('pool_id', text, (c) => c.notNull().references('pools.id').onDelete('cascade'))
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('description', text)
    .addColumn('role_arn', text)
    .addColumn('precedence', 'bigint')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('modified_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('groups_key', ['pool_id', 'name'])
    .execute()

  await schema
    .createTable('group_members')
    .addColumn('pool_id', text, (c) => c.notNull())
    .addColumn('group_name', text, (c) => c.notNull())
    .addColumn('user_id', text, (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('group_members_key', ['pool_id', 'group_name', 'user_id'])
    .addForeignKeyConstraint(
      'group_members_group',
      ['pool_id', 'group_name'],
      'groups',
      ['pool_id', 'name'],
      (c) => c.onDelete('cascade'),
    )
    .execute()
  await schema.createIndex('group_members_by_user').on('group_members').column('user_id').execute()

  await schema.alterTable('passwords').addColumn('temporary_until', 'bigint').execute()
  await schema
    .createTable('password_history')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('user_id', text, (c) => c.notNull().references('users.id').onDelete('cascade'))
    .addColumn('kind', text, (c) => c.notNull())
    .addColumn('sealed', text, (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute()
  await schema
    .createIndex('password_history_by_user')
    .on('password_history')
    .columns(['user_id', 'created_at'])
    .execute()

  await schema
    .alterTable('codes')
    .addColumn('client_id', text, (c) => c.notNull().defaultTo(''))
    .execute()

  await schema
    .alterTable('sessions')
    .addColumn('rotation', 'integer', (c) => c.notNull().defaultTo(0))
    .execute()
  await schema.alterTable('sessions').addColumn('rotated_at', 'bigint').execute()

  await schema
    .createIndex('users_by_creation')
    .on('users')
    .columns(['pool_id', 'created_at', 'id'])
    .execute()
}
