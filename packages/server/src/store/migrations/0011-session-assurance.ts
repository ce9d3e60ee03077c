import { type ColumnDataType, type Kysely, sql } from 'kysely'
import type { ColumnTypes, Migration } from './migration.ts'

/**
 * Which password a session was opened with, and when it was proven: null where none was, and for sessions from before
 * this was kept.
 */
export const sessionAssurance: Migration = { id: 11, name: 'session-assurance', up }

async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const text = sql.raw<string>(types.text) as unknown as ColumnDataType // a raw type is a data type to Kysely
  await db.schema.alterTable('sessions').addColumn('password_mark', text).execute()
  await db.schema.alterTable('sessions').addColumn('password_at', 'bigint').execute()
}
