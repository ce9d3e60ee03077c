import type { Pool } from '../records/pool.ts'
import { changed, type Queries } from './queries.ts'
import type { Tables } from './tables.ts'

/** Where a list by creation goes on: after this row. */
export interface Cursor {
  readonly createdAt: number
  readonly id: string
}

export const poolsIn = (db: Queries) => ({
  async byId(id: string): Promise<Pool | undefined> {
    const row = await db.selectFrom('pools').selectAll().where('id', '=', id).executeTakeFirst()
    return row && toPool(row)
  },

  /** Reads a pool inside a write, and keeps every other write off it: see `forChange` of users. */
  async forChange(id: string): Promise<Pool | undefined> {
    const row = await db
      .updateTable('pools')
      .set((e) => ({ modified_at: e.ref('modified_at') }))
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst()
    return row && toPool(row)
  },

  /** In order of creation; `limit` rows after the cursor. */
  async list(limit: number, after?: Cursor): Promise<Pool[]> {
    let query = db.selectFrom('pools').selectAll().orderBy('created_at').orderBy('id').limit(limit)
    if (after) {
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('created_at', 'id'), '>', tuple(after.createdAt, after.id)),
      )
    }
    return (await query.execute()).map(toPool)
  },

  /** False when the id is taken. */
  async insert(pool: Pool): Promise<boolean> {
    const result = await db
      .insertInto('pools')
      .values({
        id: pool.id,
        name: pool.name,
        document: JSON.stringify(pool.document),
        password_storage: pool.passwordStorage,
        created_at: pool.createdAt,
        modified_at: pool.modifiedAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return Number(result.numInsertedOrUpdatedRows) === 1
  },

  /** Replaces a pool's name and document; what it is keyed by, and how it keeps passwords, never change. */
  async update(pool: Pick<Pool, 'id' | 'name' | 'document' | 'modifiedAt'>): Promise<void> {
    const document = JSON.stringify(pool.document)
    await db
      .updateTable('pools')
      .set({ name: pool.name, document, modified_at: pool.modifiedAt })
      .where('id', '=', pool.id)
      .execute()
  },

  /** Removes the pool and, through the foreign keys, all that is in it. False when it was gone already. */
  async remove(id: string): Promise<boolean> {
    return changed(await db.deleteFrom('pools').where('id', '=', id).executeTakeFirst()) === 1
  },
})

const toPool = (row: Tables['pools']): Pool => ({
  id: row.id,
  name: row.name,
  document: JSON.parse(row.document),
  passwordStorage: row.password_storage === 'argon2id' ? 'argon2id' : 'srp',
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
})
