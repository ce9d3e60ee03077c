import type { IdentityPool } from '../records/identity-pool.ts'
import type { Cursor } from './pools.ts'
import { changed, type Queries } from './queries.ts'
import type { Tables } from './tables.ts'

export const identityPoolsIn = (db: Queries) => ({
  async byId(id: string): Promise<IdentityPool | undefined> {
    const row = await db
      .selectFrom('identity_pools')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    return row && toIdentityPool(row)
  },

  /**
   * Reads an identity pool inside a write, and keeps every other write that does the same off it: see
   * `forChange` of users. Logins are linked and merged under it, one write after the other.
   */
  async forChange(id: string): Promise<IdentityPool | undefined> {
    const row = await db
      .updateTable('identity_pools')
      .set((e) => ({ modified_at: e.ref('modified_at') }))
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst()
    return row && toIdentityPool(row)
  },

  /** In order of creation; `limit` rows after the cursor. */
  async list(limit: number, after?: Cursor): Promise<IdentityPool[]> {
    let query = db.selectFrom('identity_pools').selectAll()
    if (after) {
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('created_at', 'id'), '>', tuple(after.createdAt, after.id)),
      )
    }
    const rows = await query.orderBy('created_at').orderBy('id').limit(limit).execute()
    return rows.map(toIdentityPool)
  },

  /** False when the id is taken. */
  async insert(pool: IdentityPool): Promise<boolean> {
    const result = await db
      .insertInto('identity_pools')
      .values({
        id: pool.id,
        name: pool.name,
        document: JSON.stringify(pool.document),
        created_at: pool.createdAt,
        modified_at: pool.modifiedAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return Number(result.numInsertedOrUpdatedRows) === 1
  },

  /** Replaces name and document. */
  async update(pool: Omit<IdentityPool, 'createdAt'>): Promise<void> {
    const document = JSON.stringify(pool.document)
    await db
      .updateTable('identity_pools')
      .set({ name: pool.name, document, modified_at: pool.modifiedAt })
      .where('id', '=', pool.id)
      .execute()
  },

  /** Removes the pool with its identities. False when it was gone already. */
  async remove(id: string): Promise<boolean> {
    const result = await db.deleteFrom('identity_pools').where('id', '=', id).executeTakeFirst()
    return changed(result) === 1
  },
})

const toIdentityPool = (row: Tables['identity_pools']): IdentityPool => ({
  id: row.id,
  name: row.name,
  document: JSON.parse(row.document),
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
})
