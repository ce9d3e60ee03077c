import { iamOperation } from '../call/operation.ts'
import { requirePolicy } from '../flows/managed-policies.ts'
import { readIamPage } from '../tokens/iam-page.ts'

/** Roles alone: there are neither users nor groups here. */
export const ListEntitiesForPolicy = iamOperation(
  'ListEntitiesForPolicy',
  async ({ input, roles, services }) => {
    const { PathPrefix: pathPrefix = '/', EntityFilter = 'Role', PolicyUsageFilter: usage } = input
    const { id: policyId } = await requirePolicy(input.PolicyArn, services)
    const none = { PolicyGroups: [], PolicyUsers: [] }
    if (EntityFilter !== 'Role') return { ...none, PolicyRoles: [], IsTruncated: false }
    const { rows, more } = await readIamPage(
      ['ListEntitiesForPolicy', policyId, pathPrefix, String(usage)],
      input,
      services,
      (limit, after) => roles.using({ policyId, pathPrefix, usage }, limit, after),
      ({ name }) => name,
    )
    const PolicyRoles = rows.map(({ id, name }) => ({ RoleName: name, RoleId: id }))
    return { ...none, PolicyRoles, ...more }
  },
)
