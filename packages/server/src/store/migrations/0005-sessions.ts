import { type ColumnDataType, type Kysely, sql } from 'kysely'
import type { ColumnTypes, Migration } from './migration.ts'

/** What is shown of a tracked session, and what a client says of its sessions beside its own document. */
export const sessions: Migration = { id: 5, name: 'sessions', up }

async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const text = sql.raw<string>(types.text) as unknown as ColumnDataType // a raw type is a data type to Kysely
  const schema = db.schema

  await schema.alterTable('sessions').addColumn('tracking_id', text).execute()
  await schema.alterTable('sessions').addColumn('last_active_at', 'bigint').execute()
  await schema.alterTable('sessions').addColumn('device_type', text).execute()
  await schema.alterTable('sessions').addColumn('last_address', text).execute()
  await schema
    .createIndex('sessions_by_tracking')
    .on('sessions')
    .column('tracking_id')
    .unique()
    .execute()

  await schema
    .createTable('client_settings')
    .addColumn('client_id', text, (c) => c.notNull().references('clients.id').onDelete('cascade'))
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('document', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('client_settings_key', ['client_id', 'name'])
    .execute()
}
