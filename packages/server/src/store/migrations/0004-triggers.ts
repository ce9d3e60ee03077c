import { type ColumnDataType, type Kysely, sql } from 'kysely'
import type { ColumnTypes, Migration } from './migration.ts'

/** What a custom challenge is held against, where it is too long for the client to keep. */
export const triggers: Migration = { id: 4, name: 'triggers', up }

async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const text = sql.raw<string>(types.text) as unknown as ColumnDataType // a raw type is a data type to Kysely
  await db.schema
    .createTable('custom_challenges')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('sealed', text, (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute()
}
