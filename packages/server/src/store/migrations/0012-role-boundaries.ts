import { type ColumnDataType, type Kysely, sql } from 'kysely'
import type { ColumnTypes, Migration } from './migration.ts'

/**
 * Which managed policy bounds what a role may do. A policy that is a boundary cannot go: with it the boundary would,
 * and the role could do more.
 */
export const roleBoundaries: Migration = { id: 12, name: 'role-boundaries', up }

async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const text = sql.raw<string>(types.text) as unknown as ColumnDataType // a raw type is a data type to Kysely
  await db.schema
    .createTable('role_boundaries')
    .addColumn('role_id', text, (c) => c.primaryKey().references('roles.id').onDelete('cascade'))
    .addColumn('policy_id', text, (c) => c.notNull().references('managed_policies.id'))
    .execute()
  await db.schema
    .createIndex('role_boundaries_by_policy')
    .on('role_boundaries')
    .column('policy_id')
    .execute()
}
