import type { ManagedPolicy } from '../records/managed-policy.ts'
import { toManagedPolicy } from './managed-policies.ts'
import { changed, type Queries } from './queries.ts'

/** The policies of roles: those that are theirs alone, and the managed ones they are attached to. */
export const rolePoliciesIn = (db: Queries) => ({
  async document(roleId: string, name: string): Promise<string | undefined> {
    const row = await db
      .selectFrom('role_policies')
      .select('document')
      .where('role_id', '=', roleId)
      .where('name', '=', name)
      .executeTakeFirst()
    return row?.document
  },

  /** By name; `limit` policies after that name. */
  async list(
    roleId: string,
    limit: number,
    after?: string,
  ): Promise<{ name: string; document: string }[]> {
    let query = db
      .selectFrom('role_policies')
      .select(['name', 'document'])
      .where('role_id', '=', roleId)
    if (after !== undefined) query = query.where('name', '>', after)
    return await query.orderBy('name').limit(limit).execute()
  },

  /** Every document that holds for a role now: its own, and the default versions of those attached. */
  async documents(roleId: string): Promise<string[]> {
    const own = db.selectFrom('role_policies').select('document').where('role_id', '=', roleId)
    const attached = db
      .selectFrom('role_attachments')
      .innerJoin('managed_policies', 'managed_policies.id', 'role_attachments.policy_id')
      .innerJoin('managed_policy_versions', (join) =>
        join
          .onRef('managed_policy_versions.policy_id', '=', 'managed_policies.id')
          .onRef('managed_policy_versions.number', '=', 'managed_policies.default_version'),
      )
      .select('managed_policy_versions.document')
      .where('role_attachments.role_id', '=', roleId)
    return (await own.unionAll(attached).execute()).map(({ document }) => document)
  },

  /** Writes a policy of a role, new or in place of the one of that name. */
  async put(roleId: string, name: string, document: string): Promise<void> {
    await db
      .insertInto('role_policies')
      .values({ role_id: roleId, name, document })
      .onConflict((conflict) => conflict.columns(['role_id', 'name']).doUpdateSet({ document }))
      .execute()
  },

  /** False when there was none of that name. */
  async remove(roleId: string, name: string): Promise<boolean> {
    const result = await db
      .deleteFrom('role_policies')
      .where('role_id', '=', roleId)
      .where('name', '=', name)
      .executeTakeFirst()
    return changed(result) === 1
  },

  /** Attaching what is attached changes nothing. */
  async attach(roleId: string, policyId: string): Promise<void> {
    await db
      .insertInto('role_attachments')
      .values({ role_id: roleId, policy_id: policyId })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  },

  /** False when it was not attached. */
  async detach(roleId: string, policyId: string): Promise<boolean> {
    const result = await db
      .deleteFrom('role_attachments')
      .where('role_id', '=', roleId)
      .where('policy_id', '=', policyId)
      .executeTakeFirst()
    return changed(result) === 1
  },

  /** The managed policies of a role by name; `limit` of them after that name whose path begins so. */
  async attached(
    roleId: string,
    pathPrefix: string,
    limit: number,
    after?: string,
  ): Promise<ManagedPolicy[]> {
    let query = db
      .selectFrom('role_attachments')
      .innerJoin('managed_policies', 'managed_policies.id', 'role_attachments.policy_id')
      .selectAll('managed_policies')
      .where('role_attachments.role_id', '=', roleId)
      .where('managed_policies.path', '>=', pathPrefix)
      .where('managed_policies.path', '<', `${pathPrefix}\uffff`)
    if (after !== undefined) query = query.where('managed_policies.name', '>', after)
    const rows = await query.orderBy('managed_policies.name').limit(limit).execute()
    return rows.map(toManagedPolicy)
  },
})
