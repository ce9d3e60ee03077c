import type { Queries } from './queries.ts'

/** The documents that a client has beside its own. */
type Name = 'sessions'

export const clientSettingsIn = (db: Queries) => ({
  /** The document as it was set, or undefined. */
  async read<Document>(clientId: string, name: Name): Promise<Document | undefined> {
    const row = await db
      .selectFrom('client_settings')
      .select('document')
      .where('client_id', '=', clientId)
      .where('name', '=', name)
      .executeTakeFirst()
    return row && JSON.parse(row.document)
  },

  async set(clientId: string, name: Name, document: object): Promise<void> {
    const values = { document: JSON.stringify(document) }
    await db
      .insertInto('client_settings')
      .values({ client_id: clientId, name, ...values })
      .onConflict((conflict) => conflict.columns(['client_id', 'name']).doUpdateSet(values))
      .execute()
  },
})
