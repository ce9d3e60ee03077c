import type { OpenIdProvider } from '../records/open-id-provider.ts'
import type { Queries } from './queries.ts'
import type { Tables } from './tables.ts'

type Change = Partial<Pick<OpenIdProvider, 'clientIds' | 'thumbprints' | 'tags'>>

export const openIdProvidersIn = (db: Queries) => ({
  async byName(name: string): Promise<OpenIdProvider | undefined> {
    const row = await db
      .selectFrom('open_id_providers')
      .selectAll()
      .where('name', '=', name)
      .executeTakeFirst()
    return row && toProvider(row)
  },

  /** Reads a provider inside a write, and keeps every other write off it: see `forChange` of users. */
  async forChange(name: string): Promise<OpenIdProvider | undefined> {
    const row = await db
      .updateTable('open_id_providers')
      .set((e) => ({ created_at: e.ref('created_at') }))
      .where('name', '=', name)
      .returningAll()
      .executeTakeFirst()
    return row && toProvider(row)
  },

  /** The names of all, in order. */
  async names(): Promise<string[]> {
    const rows = await db.selectFrom('open_id_providers').select('name').orderBy('name').execute()
    return rows.map(({ name }) => name)
  },

  /** False when the name is taken. */
  async insert(provider: OpenIdProvider): Promise<boolean> {
    const result = await db
      .insertInto('open_id_providers')
      .values({
        name: provider.name,
        client_ids: JSON.stringify(provider.clientIds),
        thumbprints: JSON.stringify(provider.thumbprints),
        tags: JSON.stringify(provider.tags),
        created_at: provider.createdAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return Number(result.numInsertedOrUpdatedRows) === 1
  },

  /** Changes what is given and leaves the rest. */
  async update(name: string, { clientIds, thumbprints, tags }: Change): Promise<void> {
    const values = {
      ...(clientIds !== undefined && { client_ids: JSON.stringify(clientIds) }),
      ...(thumbprints !== undefined && { thumbprints: JSON.stringify(thumbprints) }),
      ...(tags !== undefined && { tags: JSON.stringify(tags) }),
    }
    if (Object.keys(values).length === 0) return
    await db.updateTable('open_id_providers').set(values).where('name', '=', name).execute()
  },

  /** Nothing happens where there is none. */
  async remove(name: string): Promise<void> {
    await db.deleteFrom('open_id_providers').where('name', '=', name).execute()
  },
})

const toProvider = (row: Tables['open_id_providers']): OpenIdProvider => ({
  name: row.name,
  clientIds: JSON.parse(row.client_ids),
  thumbprints: JSON.parse(row.thumbprints),
  tags: JSON.parse(row.tags),
  createdAt: row.created_at,
})
