import type { ManagedPolicy, PolicyVersion } from '../records/managed-policy.ts'
import { changed, type Queries } from './queries.ts'
import type { Tables } from './tables.ts'

/** Which policies are listed. */
export interface Listed {
  readonly pathPrefix: string
  readonly isOnlyAttached: boolean
  readonly isOnlyBoundary: boolean
}

export const managedPoliciesIn = (db: Queries) => ({
  /** In any case: IAM gives no two policies names that differ in case alone. */
  async byName(name: string): Promise<ManagedPolicy | undefined> {
    const row = await db
      .selectFrom('managed_policies')
      .selectAll()
      .where('name_key', '=', name.toLowerCase())
      .executeTakeFirst()
    return row && toManagedPolicy(row)
  },

  /** Keeps every other write off a policy until this one ends. False when the policy is gone. */
  async lock(id: string): Promise<boolean> {
    const result = await db
      .updateTable('managed_policies')
      .set((e) => ({ modified_at: e.ref('modified_at') }))
      .where('id', '=', id)
      .executeTakeFirst()
    return changed(result) === 1
  },

  /** By name; `limit` rows after that name. */
  async list(
    { pathPrefix, isOnlyAttached, isOnlyBoundary }: Listed,
    limit: number,
    after?: string,
  ): Promise<ManagedPolicy[]> {
    let query = db
      .selectFrom('managed_policies')
      .selectAll()
      .where('path', '>=', pathPrefix)
      .where('path', '<', `${pathPrefix}\uffff`)
    if (after !== undefined) query = query.where('name', '>', after)
    if (isOnlyAttached) {
      query = query.where((e) =>
        e('id', 'in', e.selectFrom('role_attachments').select('role_attachments.policy_id')),
      )
    }
    if (isOnlyBoundary) {
      query = query.where((e) =>
        e('id', 'in', e.selectFrom('role_boundaries').select('role_boundaries.policy_id')),
      )
    }
    return (await query.orderBy('name').limit(limit).execute()).map(toManagedPolicy)
  },

  /** How many roles are attached to a policy. */
  async attachments(id: string): Promise<number> {
    const row = await db
      .selectFrom('role_attachments')
      .select((e) => e.fn.countAll<number>().as('count'))
      .where('policy_id', '=', id)
      .executeTakeFirstOrThrow()
    return Number(row.count)
  },

  async count(): Promise<number> {
    const row = await db
      .selectFrom('managed_policies')
      .select((e) => e.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    return Number(row.count)
  },

  /** Inserts a policy and its first version. False when the name is taken. */
  async insert(policy: ManagedPolicy, document: string): Promise<boolean> {
    const result = await db
      .insertInto('managed_policies')
      .values({
        id: policy.id,
        name: policy.name,
        name_key: policy.name.toLowerCase(),
        path: policy.path,
        description: policy.description ?? null,
        default_version: policy.defaultVersion,
        last_version: policy.defaultVersion,
        tags: JSON.stringify(policy.tags),
        created_at: policy.createdAt,
        modified_at: policy.modifiedAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    if (Number(result.numInsertedOrUpdatedRows) !== 1) return false
    const { id, defaultVersion, createdAt } = policy
    await insertVersion(db, { policyId: id, number: defaultVersion, document, createdAt })
    return true
  },

  async setTags(id: string, tags: ManagedPolicy['tags']): Promise<void> {
    const values = { tags: JSON.stringify(tags) }
    await db.updateTable('managed_policies').set(values).where('id', '=', id).execute()
  },

  /** Adds a version under the next number, which no version had before it, and answers it. */
  async addVersion(
    policyId: string,
    document: string,
    { isDefault, now }: { isDefault: boolean; now: number },
  ): Promise<PolicyVersion> {
    const { last_version: number } = await db
      .updateTable('managed_policies')
      .set((e) => ({
        last_version: e('last_version', '+', 1),
        modified_at: now,
        ...(isDefault && { default_version: e('last_version', '+', 1) }),
      }))
      .where('id', '=', policyId)
      .returning('last_version')
      .executeTakeFirstOrThrow()
    const version = { policyId, number, document, createdAt: now }
    await insertVersion(db, version)
    return version
  },

  async setDefault(id: string, number: number, now: number): Promise<void> {
    const values = { default_version: number, modified_at: now }
    await db.updateTable('managed_policies').set(values).where('id', '=', id).execute()
  },

  async version(policyId: string, number: number): Promise<PolicyVersion | undefined> {
    const row = await db
      .selectFrom('managed_policy_versions')
      .selectAll()
      .where('policy_id', '=', policyId)
      .where('number', '=', number)
      .executeTakeFirst()
    return row && toVersion(row)
  },

  /** The newest first. There are a handful at most. */
  async versions(policyId: string): Promise<PolicyVersion[]> {
    const rows = await db
      .selectFrom('managed_policy_versions')
      .selectAll()
      .where('policy_id', '=', policyId)
      .orderBy('number', 'desc')
      .execute()
    return rows.map(toVersion)
  },

  async removeVersion(policyId: string, number: number): Promise<void> {
    await db
      .deleteFrom('managed_policy_versions')
      .where('policy_id', '=', policyId)
      .where('number', '=', number)
      .execute()
  },

  async remove(id: string): Promise<void> {
    await db.deleteFrom('managed_policies').where('id', '=', id).execute()
  },
})

async function insertVersion(db: Queries, version: PolicyVersion): Promise<void> {
  await db
    .insertInto('managed_policy_versions')
    .values({
      policy_id: version.policyId,
      number: version.number,
      document: version.document,
      created_at: version.createdAt,
    })
    .execute()
}

export const toManagedPolicy = (row: Tables['managed_policies']): ManagedPolicy => ({
  id: row.id,
  name: row.name,
  path: row.path,
  description: row.description ?? undefined,
  defaultVersion: row.default_version,
  tags: JSON.parse(row.tags),
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
})

const toVersion = (row: Tables['managed_policy_versions']): PolicyVersion => ({
  policyId: row.policy_id,
  number: row.number,
  document: row.document,
  createdAt: row.created_at,
})
