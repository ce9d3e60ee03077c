import type { PrincipalTagMap, RolesDocument } from '../records/identity-pool.ts'
import type { Queries } from './queries.ts'

/** The documents that an identity pool has beside its own. */
type Documents = {
  readonly roles: RolesDocument
  /** By provider. */
  readonly 'principal-tags': Readonly<Record<string, PrincipalTagMap>>
}

export const identityPoolSettingsIn = (db: Queries) => ({
  /** The document as it was set, or undefined. */
  async read<Name extends keyof Documents>(
    identityPoolId: string,
    name: Name,
  ): Promise<Documents[Name] | undefined> {
    const row = await db
      .selectFrom('identity_pool_settings')
      .select('document')
      .where('identity_pool_id', '=', identityPoolId)
      .where('name', '=', name)
      .executeTakeFirst()
    return row && JSON.parse(row.document)
  },

  async set<Name extends keyof Documents>(
    identityPoolId: string,
    name: Name,
    document: Documents[Name],
  ): Promise<void> {
    const values = { document: JSON.stringify(document) }
    await db
      .insertInto('identity_pool_settings')
      .values({ identity_pool_id: identityPoolId, name, ...values })
      .onConflict((conflict) => conflict.columns(['identity_pool_id', 'name']).doUpdateSet(values))
      .execute()
  },
})
