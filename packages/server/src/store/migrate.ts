import type { Kysely } from 'kysely'
import type { ColumnTypes } from './migrations/migration.ts'
import { migrations } from './migrations/migrations.ts'

interface Ledger {
  poolhouse_migrations: { id: number; name: string; applied_at: number }
}

/**
 * Brings the schema up to date; runs at every start.
 *
 * Each step writes its own number in the same transaction. Of several processes that start at once on one
 * PostgreSQL, one inserts the number and the others wait on that key, then find it taken and go on: no
 * advisory lock, which not every PostgreSQL-wire engine has.
 *
 * @throws when the database was written by a newer Poolhouse than this one.
 */
export async function migrate(db: Kysely<unknown>, types: ColumnTypes, now: number): Promise<void> {
  await createLedger(db)
  for (const step of migrations) {
    await db.transaction().execute(async (transaction) => {
      const claimed = await (transaction as unknown as Kysely<Ledger>)
        .insertInto('poolhouse_migrations')
        .values({ id: step.id, name: step.name, applied_at: now })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      if (Number(claimed.numInsertedOrUpdatedRows) === 1) await step.up(transaction, types)
    })
  }
  await refuseNewer(db)
}

async function createLedger(db: Kysely<unknown>): Promise<void> {
  const create = () =>
    db.schema
      .createTable('poolhouse_migrations')
      .ifNotExists()
      .addColumn('id', 'integer', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('applied_at', 'bigint', (c) => c.notNull())
      .execute()
  // PostgreSQL's "if not exists" is not atomic: of two at once, one may fail on the catalogue's own key.
  await create().catch(create)
}

async function refuseNewer(db: Kysely<unknown>): Promise<void> {
  const newest = await (db as Kysely<Ledger>)
    .selectFrom('poolhouse_migrations')
    .select((e) => e.fn.max('id').as('id'))
    .executeTakeFirstOrThrow()
  const known = migrations.at(-1)?.id ?? 0
  if (Number(newest.id) > known) {
    throw new Error(
      `The database is at schema ${newest.id}, this Poolhouse knows ${known}: start the newer version.`,
    )
  }
}
