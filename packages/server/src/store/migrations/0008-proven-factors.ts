import { type ColumnDataType, type Kysely, sql } from 'kysely'
import type { ColumnTypes, Migration } from './migration.ts'

/** What was proven when a session was opened, for the `acr` and `amr` of all its tokens. */
export const provenFactors: Migration = { id: 8, name: 'proven factors', up }

async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const text = sql.raw<string>(types.text) as unknown as ColumnDataType // a raw type is a data type to Kysely
  await db.schema.alterTable('sessions').addColumn('proven', text).execute()
}
