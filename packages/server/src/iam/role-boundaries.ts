import { iamOperation } from '../call/operation.ts'
import { lockBoundary } from '../flows/role-boundaries.ts'
import { changeRole } from '../flows/roles.ts'

/** In place of the boundary that the role has, if any. It holds from the next call of the role's sessions. */
export const PutRolePermissionsBoundary = iamOperation(
  'PutRolePermissionsBoundary',
  async ({ input, services }) => {
    const { identity } = services
    await changeRole(input.RoleName, services, async ({ id }, repositories) => {
      const { managedPolicies, roleBoundaries } = repositories
      const policy = await lockBoundary(input.PermissionsBoundary, { managedPolicies, identity })
      await roleBoundaries.put(id, policy.id)
    })
  },
)

/** Of a role that has no boundary it is no error. */
export const DeleteRolePermissionsBoundary = iamOperation(
  'DeleteRolePermissionsBoundary',
  async ({ input, services }) => {
    await changeRole(input.RoleName, services, ({ id }, { roleBoundaries }) =>
      roleBoundaries.remove(id),
    )
  },
)
