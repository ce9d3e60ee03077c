import type { Queries } from './queries.ts'

/** The documents that a pool has beside its own. */
type Name = 'mfa' | 'sessions'

export const poolSettingsIn = (db: Queries) => ({
  /** The document as it was set, or undefined. */
  async read<Document>(poolId: string, name: Name): Promise<Document | undefined> {
    const row = await db
      .selectFrom('pool_settings')
      .select('document')
      .where('pool_id', '=', poolId)
      .where('name', '=', name)
      .executeTakeFirst()
    return row && JSON.parse(row.document)
  },

  async set(poolId: string, name: Name, document: object): Promise<void> {
    const values = { document: JSON.stringify(document) }
    await db
      .insertInto('pool_settings')
      .values({ pool_id: poolId, name, ...values })
      .onConflict((conflict) => conflict.columns(['pool_id', 'name']).doUpdateSet(values))
      .execute()
  },
})
