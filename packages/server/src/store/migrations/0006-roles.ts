import { type ColumnDataType, type Kysely, sql } from 'kysely'
import type { ColumnTypes, Migration } from './migration.ts'

/** Roles, their policies, and policies of their own names. */
export const roles: Migration = { id: 6, name: 'roles', up }

async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const text = sql.raw<string>(types.text) as unknown as ColumnDataType // a raw type is a data type to Kysely
  const schema = db.schema

  await schema
    .createTable('roles')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('name_key', text, (c) => c.notNull().unique())
    .addColumn('path', text, (c) => c.notNull())
    .addColumn('description', text)
    .addColumn('trust_policy', text, (c) => c.notNull())
    .addColumn('max_session_duration', 'integer', (c) => c.notNull())
    .addColumn('tags', text, (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute()

  await schema
    .createTable('role_policies')
    .addColumn('role_id', text, (c) => c.notNull().references('roles.id').onDelete('cascade'))
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('document', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('role_policies_key', ['role_id', 'name'])
    .execute()

  await schema
    .createTable('managed_policies')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('name_key', text, (c) => c.notNull().unique())
    .addColumn('path', text, (c) => c.notNull())
    .addColumn('description', text)
    .addColumn('default_version', 'integer', (c) => c.notNull())
    .addColumn('last_version', 'integer', (c) => c.notNull())
    .addColumn('tags', text, (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('modified_at', 'bigint', (c) => c.notNull())
    .execute()

  await schema
    .createTable('managed_policy_versions')
    .addColumn('policy_id', text, (c) =>
      c.notNull().references('managed_policies.id').onDelete('cascade'),
    )
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('document', text, (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('managed_policy_versions_key', ['policy_id', 'number'])
    .execute()

  await schema
    .createTable('role_attachments')
    .addColumn('role_id', text, (c) => c.notNull().references('roles.id').onDelete('cascade'))
    .addColumn('policy_id', text, (c) =>
      c.notNull().references('managed_policies.id').onDelete('cascade'),
    )
    .addPrimaryKeyConstraint('role_attachments_key', ['role_id', 'policy_id'])
    .execute()
  await schema
    .createIndex('role_attachments_by_policy')
    .on('role_attachments')
    .column('policy_id')
    .execute()
}
