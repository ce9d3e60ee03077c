import type { Kysely } from 'kysely'
import type { Migration } from './migration.ts'

/**
 * Whether a second factor was proven on a device, so that it may stand for one. Devices from before this was kept
 * gain it when one is proven on them next.
 */
export const deviceTrust: Migration = { id: 10, name: 'device-trust', up }

async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('devices')
    .addColumn('trusted', 'integer', (c) => c.notNull().defaultTo(0))
    .execute()
}
