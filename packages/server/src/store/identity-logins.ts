import type { Login } from '../records/federated-identity.ts'
import { changed, type Queries } from './queries.ts'

export const identityLoginsIn = (db: Queries) => ({
  /** The id of the identity that a login is linked to. */
  async ownerOf(identityPoolId: string, { provider, subject }: Login): Promise<string | undefined> {
    const row = await db
      .selectFrom('identity_logins')
      .select('identity_id')
      .where('identity_pool_id', '=', identityPoolId)
      .where('provider', '=', provider)
      .where('subject', '=', subject)
      .executeTakeFirst()
    return row?.identity_id
  },

  /** By provider and subject. */
  async ofIdentity(identityId: string): Promise<Login[]> {
    return await db
      .selectFrom('identity_logins')
      .select(['provider', 'subject'])
      .where('identity_id', '=', identityId)
      .orderBy('provider')
      .orderBy('subject')
      .execute()
  },

  /** The providers of each of many identities, each named once. */
  async providersOf(identityIds: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
    if (identityIds.length === 0) return new Map()
    const rows = await db
      .selectFrom('identity_logins')
      .select(['identity_id', 'provider'])
      .distinct()
      .where('identity_id', 'in', identityIds)
      .orderBy('provider')
      .execute()
    const found = new Map<string, string[]>()
    for (const { identity_id, provider } of rows) {
      found.set(identity_id, [...(found.get(identity_id) ?? []), provider])
    }
    return found
  },

  /** What an identity is called by one provider, in order; `limit` of them after that one. */
  async subjectsOf(
    identityId: string,
    provider: string,
    limit: number,
    after?: string,
  ): Promise<string[]> {
    let query = db
      .selectFrom('identity_logins')
      .select('subject')
      .where('identity_id', '=', identityId)
      .where('provider', '=', provider)
    if (after !== undefined) query = query.where('subject', '>', after)
    const rows = await query.orderBy('subject').limit(limit).execute()
    return rows.map(({ subject }) => subject)
  },

  /** False when the login is linked already, to whomever. */
  async link(
    identityPoolId: string,
    { provider, subject }: Login,
    identityId: string,
  ): Promise<boolean> {
    const result = await db
      .insertInto('identity_logins')
      .values({ identity_pool_id: identityPoolId, provider, subject, identity_id: identityId })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return Number(result.numInsertedOrUpdatedRows) === 1
  },

  /** Hands every login of one identity to another. */
  async move(from: string, to: string): Promise<void> {
    await db
      .updateTable('identity_logins')
      .set({ identity_id: to })
      .where('identity_id', '=', from)
      .execute()
  },

  /** Takes one login away. False when the identity does not have it. */
  async unlink(identityId: string, { provider, subject }: Login): Promise<boolean> {
    const result = await db
      .deleteFrom('identity_logins')
      .where('identity_id', '=', identityId)
      .where('provider', '=', provider)
      .where('subject', '=', subject)
      .executeTakeFirst()
    return changed(result) === 1
  },
})
