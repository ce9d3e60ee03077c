import type { Client } from '../records/client.ts'
import type { Cursor } from './pools.ts'
import { changed, type Queries } from './queries.ts'
import type { Tables } from './tables.ts'

export const clientsIn = (db: Queries) => ({
  async byId(id: string): Promise<Client | undefined> {
    const row = await db.selectFrom('clients').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row) return undefined
    const secrets = await db
      .selectFrom('client_secrets')
      .select('sealed')
      .where('client_id', '=', id)
      .orderBy('created_at')
      .execute()
    return toClient(
      row,
      secrets.map((secret) => secret.sealed),
    )
  },

  /** Names and ids only, in order of creation; `limit` rows after the cursor. */
  async list(poolId: string, limit: number, after?: Cursor) {
    let query = db
      .selectFrom('clients')
      .select(['id', 'name', 'created_at as createdAt'])
      .where('pool_id', '=', poolId)
      .orderBy('created_at')
      .orderBy('id')
      .limit(limit)
    if (after) {
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('created_at', 'id'), '>', tuple(after.createdAt, after.id)),
      )
    }
    return await query.execute()
  },

  /** False when the id is taken. */
  async insert(client: Client): Promise<boolean> {
    const result = await db
      .insertInto('clients')
      .values({
        id: client.id,
        pool_id: client.poolId,
        name: client.name,
        document: JSON.stringify(client.document),
        created_at: client.createdAt,
        modified_at: client.modifiedAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    if (Number(result.numInsertedOrUpdatedRows) === 0) return false
    for (const [index, sealed] of client.sealedSecrets.entries()) {
      const created_at = client.createdAt + index
      const id = `${client.id}--${created_at}`
      await db
        .insertInto('client_secrets')
        .values({ id, client_id: client.id, sealed, created_at })
        .execute()
    }
    return true
  },

  /** Removes the client and its sessions. False when it was gone already. */
  async remove(id: string): Promise<boolean> {
    return changed(await db.deleteFrom('clients').where('id', '=', id).executeTakeFirst()) === 1
  },
})

const toClient = (row: Tables['clients'], sealedSecrets: string[]): Client => ({
  id: row.id,
  poolId: row.pool_id,
  name: row.name,
  document: JSON.parse(row.document),
  sealedSecrets,
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
})
