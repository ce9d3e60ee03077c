import type { Client, ClientDocument, ClientSecret } from '../records/client.ts'
import type { Cursor } from './pools.ts'
import { changed, type Queries } from './queries.ts'
import type { Tables } from './tables.ts'

export const clientsIn = (db: Queries) => ({
  async byId(id: string): Promise<Client | undefined> {
    const row = await db.selectFrom('clients').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row) return undefined
    const secrets = await this.secrets(id)
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

  /** The settings of all clients of a pool. */
  async documents(poolId: string): Promise<ClientDocument[]> {
    const query = db.selectFrom('clients').select('document').where('pool_id', '=', poolId)
    return (await query.execute()).map(({ document }) => JSON.parse(document))
  },

  /** False when the id is taken. */
  async insert(client: Omit<Client, 'sealedSecrets'>): Promise<boolean> {
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
    return Number(result.numInsertedOrUpdatedRows) === 1
  },

  /** Replaces a client's name and document. False when it is gone. */
  async update(client: Omit<Client, 'sealedSecrets'>): Promise<boolean> {
    const document = JSON.stringify(client.document)
    const result = await db
      .updateTable('clients')
      .set({ name: client.name, document, modified_at: client.modifiedAt })
      .where('id', '=', client.id)
      .executeTakeFirst()
    return changed(result) === 1
  },

  /** Keeps every other write that locks a client off it until this one ends. False when it is gone. */
  async lock(id: string): Promise<boolean> {
    const result = await db
      .updateTable('clients')
      .set((e) => ({ modified_at: e.ref('modified_at') }))
      .where('id', '=', id)
      .executeTakeFirst()
    return changed(result) === 1
  },

  /** The oldest first. */
  async secrets(clientId: string): Promise<ClientSecret[]> {
    return await db
      .selectFrom('client_secrets')
      .select(['id', 'sealed', 'created_at as createdAt'])
      .where('client_id', '=', clientId)
      .orderBy('created_at')
      .execute()
  },

  async addSecret(clientId: string, { id, sealed, createdAt }: ClientSecret): Promise<void> {
    await db
      .insertInto('client_secrets')
      .values({ id, client_id: clientId, sealed, created_at: createdAt })
      .execute()
  },

  async removeSecret(clientId: string, id: string): Promise<void> {
    await db
      .deleteFrom('client_secrets')
      .where('client_id', '=', clientId)
      .where('id', '=', id)
      .execute()
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
