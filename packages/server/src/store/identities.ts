import type { FederatedIdentity } from '../records/federated-identity.ts'
import type { Cursor } from './pools.ts'
import { changed, type Queries } from './queries.ts'
import type { Tables } from './tables.ts'

export const identitiesIn = (db: Queries) => ({
  async byId(id: string): Promise<FederatedIdentity | undefined> {
    const row = await db
      .selectFrom('identities')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst()
    return row && toIdentity(row)
  },

  /** In order of creation; `limit` rows after the cursor. */
  async list(
    { identityPoolId, hideDisabled }: { identityPoolId: string; hideDisabled: boolean },
    limit: number,
    after?: Cursor,
  ): Promise<FederatedIdentity[]> {
    let query = db
      .selectFrom('identities')
      .selectAll()
      .where('identity_pool_id', '=', identityPoolId)
    if (hideDisabled) query = query.where('state', '!=', 'disabled')
    if (after) {
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('created_at', 'id'), '>', tuple(after.createdAt, after.id)),
      )
    }
    const rows = await query.orderBy('created_at').orderBy('id').limit(limit).execute()
    return rows.map(toIdentity)
  },

  async insert(identity: FederatedIdentity): Promise<void> {
    await db
      .insertInto('identities')
      .values({
        id: identity.id,
        identity_pool_id: identity.identityPoolId,
        state: identity.state,
        merged_into: identity.mergedInto ?? null,
        created_at: identity.createdAt,
        modified_at: identity.modifiedAt,
      })
      .execute()
  },

  /** From now on it is whose logins it has, and no guest. */
  async markLinked(id: string, now: number): Promise<void> {
    await db
      .updateTable('identities')
      .set({ state: 'linked', modified_at: now })
      .where('id', '=', id)
      .execute()
  },

  /** Disables one that another took over from, with all that had been merged into it before. */
  async merge(id: string, parentId: string, now: number): Promise<void> {
    await db
      .updateTable('identities')
      .set({ state: 'disabled', merged_into: parentId, modified_at: now })
      .where((e) => e.or([e('id', '=', id), e('merged_into', '=', id)]))
      .execute()
  },

  /** False when it was gone already. */
  async remove(id: string): Promise<boolean> {
    return changed(await db.deleteFrom('identities').where('id', '=', id).executeTakeFirst()) === 1
  },
})

const toIdentity = (row: Tables['identities']): FederatedIdentity => ({
  id: row.id,
  identityPoolId: row.identity_pool_id,
  state: row.state === 'guest' || row.state === 'linked' ? row.state : 'disabled',
  mergedInto: row.merged_into ?? undefined,
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
})
