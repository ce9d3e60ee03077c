import type { ManagedPolicy } from '../records/managed-policy.ts'
import { toManagedPolicy } from './managed-policies.ts'
import type { Queries } from './queries.ts'

/** The managed policy that bounds what a role may do, at most one a role. */
export const roleBoundariesIn = (db: Queries) => ({
  async ofRole(roleId: string): Promise<ManagedPolicy | undefined> {
    const row = await db
      .selectFrom('role_boundaries')
      .innerJoin('managed_policies', 'managed_policies.id', 'role_boundaries.policy_id')
      .selectAll('managed_policies')
      .where('role_boundaries.role_id', '=', roleId)
      .executeTakeFirst()
    return row && toManagedPolicy(row)
  },

  /** What bounds a role now: the default version of its boundary. */
  async document(roleId: string): Promise<string | undefined> {
    const row = await db
      .selectFrom('role_boundaries')
      .innerJoin('managed_policies', 'managed_policies.id', 'role_boundaries.policy_id')
      .innerJoin('managed_policy_versions', (join) =>
        join
          .onRef('managed_policy_versions.policy_id', '=', 'managed_policies.id')
          .onRef('managed_policy_versions.number', '=', 'managed_policies.default_version'),
      )
      .select('managed_policy_versions.document')
      .where('role_boundaries.role_id', '=', roleId)
      .executeTakeFirst()
    return row?.document
  },

  /** How many roles a policy bounds. */
  async uses(policyId: string): Promise<number> {
    const row = await db
      .selectFrom('role_boundaries')
      .select((e) => e.fn.countAll<number>().as('count'))
      .where('policy_id', '=', policyId)
      .executeTakeFirstOrThrow()
    return Number(row.count)
  },

  /** Bounds a role by a policy, in place of the one before. */
  async put(roleId: string, policyId: string): Promise<void> {
    await db
      .insertInto('role_boundaries')
      .values({ role_id: roleId, policy_id: policyId })
      .onConflict((conflict) => conflict.column('role_id').doUpdateSet({ policy_id: policyId }))
      .execute()
  },

  async remove(roleId: string): Promise<void> {
    await db.deleteFrom('role_boundaries').where('role_id', '=', roleId).execute()
  },
})
