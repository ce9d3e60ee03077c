import { ServiceError } from '../api/errors.ts'
import { iamOperation } from '../call/operation.ts'
import { accept } from '../flows/accept.ts'
import { lockBoundary } from '../flows/role-boundaries.ts'
import { acceptTrustPolicy, changeRole, overQuota, requireRole } from '../flows/roles.ts'
import { endTrust, requireTrusted } from '../flows/trusted-roles.ts'
import { drawText, UPPER_CASE } from '../rules/draw-text.ts'
import { LONGEST_TRUST_POLICY, MOST_ROLES, policyLength } from '../rules/iam-quotas.ts'
import { addTags } from '../rules/iam-tags.ts'
import { describeRole, summarizeRole } from '../rules/shapes/role.ts'
import { readIamPage } from '../tokens/iam-page.ts'

const DEFAULT_SESSION_SECONDS = 3_600

export const CreateRole = iamOperation('CreateRole', async ({ input, services }) => {
  const { clock, random, identity, write } = services
  const role = {
    id: `AROA${drawText(random, 17, UPPER_CASE)}`,
    name: input.RoleName,
    path: input.Path ?? '/',
    description: input.Description,
    trustPolicy: acceptTrust(input.AssumeRolePolicyDocument, identity),
    maxSessionDuration: input.MaxSessionDuration ?? DEFAULT_SESSION_SECONDS,
    tags: accept(addTags({}, input.Tags)),
    createdAt: clock.now(),
  }
  const boundary = await write(async (repositories) => {
    const { roles, roleBoundaries, managedPolicies } = repositories
    await requireTrusted(role.trustPolicy, identity.account, repositories)
    if (!(await roles.insert(role))) {
      const message = `Role with name ${role.name} already exists.`
      throw new ServiceError('EntityAlreadyExistsException', message)
    }
    // Several at once may each miss the others and go past the limit, which protects nothing that they break.
    if ((await roles.count()) > MOST_ROLES) throw overQuota('RolesPerAccount', MOST_ROLES)
    if (input.PermissionsBoundary === undefined) return undefined
    const policy = await lockBoundary(input.PermissionsBoundary, { managedPolicies, identity })
    await roleBoundaries.put(role.id, policy.id)
    return policy
  })
  return { Role: describeRole(role, boundary, identity.account) }
})

export const GetRole = iamOperation(
  'GetRole',
  async ({ input, identity, roleBoundaries, services }) => {
    const role = await requireRole(input.RoleName, services)
    const boundary = await roleBoundaries.ofRole(role.id)
    return { Role: { ...describeRole(role, boundary, identity.account), RoleLastUsed: {} } }
  },
)

export const ListRoles = iamOperation('ListRoles', async ({ input, identity, roles, services }) => {
  const { PathPrefix = '/' } = input
  const { rows, more } = await readIamPage(
    ['ListRoles', PathPrefix],
    input,
    services,
    (limit, after) => roles.list(PathPrefix, limit, after),
    ({ name }) => name,
  )
  return { Roles: rows.map((role) => summarizeRole(role, identity.account)), ...more }
})

/** What is left out stays as it is. */
export const UpdateRole = iamOperation('UpdateRole', async ({ input, services }) => {
  const { Description, MaxSessionDuration } = input
  await changeRole(input.RoleName, services, ({ id }, { roles }) =>
    roles.update(id, {
      ...(Description !== undefined && { description: Description }),
      ...(MaxSessionDuration !== undefined && { maxSessionDuration: MaxSessionDuration }),
    }),
  )
  return {}
})

export const UpdateRoleDescription = iamOperation(
  'UpdateRoleDescription',
  async ({ input, identity, services }) => {
    const description = input.Description
    return await changeRole(input.RoleName, services, async (role, { roles, roleBoundaries }) => {
      await roles.update(role.id, { description })
      const boundary = await roleBoundaries.ofRole(role.id)
      return { Role: describeRole({ ...role, description }, boundary, identity.account) }
    })
  },
)

export const UpdateAssumeRolePolicy = iamOperation(
  'UpdateAssumeRolePolicy',
  async ({ input, identity, services }) => {
    const trustPolicy = acceptTrust(input.PolicyDocument, identity)
    await changeRole(input.RoleName, services, async ({ id }, repositories) => {
      await requireTrusted(trustPolicy, identity.account, repositories)
      await repositories.roles.update(id, { trustPolicy })
    })
  },
)

/** Its sessions end with it: they hold its id, which no other role will ever have. */
export const DeleteRole = iamOperation('DeleteRole', async ({ input, identity, services }) => {
  await changeRole(input.RoleName, services, async (role, repositories) => {
    const { id } = role
    const { roles, rolePolicies } = repositories
    if ((await rolePolicies.list(id, 1)).length > 0) {
      throw inUse('Cannot delete entity, must delete policies first.')
    }
    if ((await rolePolicies.attached(id, '/', 1)).length > 0) {
      throw inUse('Cannot delete entity, must detach all policies first.')
    }
    await roles.remove(id)
    await endTrust(role, identity.account, repositories)
  })
})

/** Whoever deletes a role asks first whether machines have it: ours is in no profile. */
export const ListInstanceProfilesForRole = iamOperation(
  'ListInstanceProfilesForRole',
  async ({ input, services }) => {
    await requireRole(input.RoleName, services)
    return { InstanceProfiles: [], IsTruncated: false }
  },
)

function acceptTrust(document: string, identity: { readonly openIdIssuer: string }): string {
  if (policyLength(document) > LONGEST_TRUST_POLICY) {
    throw overQuota('ACLSizePerRole', LONGEST_TRUST_POLICY)
  }
  return acceptTrustPolicy(document, identity)
}

const inUse = (message: string) => new ServiceError('DeleteConflictException', message)
