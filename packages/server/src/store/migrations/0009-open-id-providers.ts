import { type ColumnDataType, type Kysely, sql } from 'kysely'
import type { ColumnTypes, Migration } from './migration.ts'

/** OpenID Connect providers whose tokens are taken: host and path of their issuers, and for which clients. */
export const openIdProviders: Migration = { id: 9, name: 'open-id-providers', up }

async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const text = sql.raw<string>(types.text) as unknown as ColumnDataType // a raw type is a data type to Kysely
  await db.schema
    .createTable('open_id_providers')
    .addColumn('name', text, (c) => c.primaryKey())
    .addColumn('client_ids', text, (c) => c.notNull())
    .addColumn('thumbprints', text, (c) => c.notNull())
    .addColumn('tags', text, (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute()
}
