import { ServiceError } from '../api/errors.ts'
import { iamOperation } from '../call/operation.ts'
import { findPolicy, policyNotFound } from '../flows/managed-policies.ts'
import { acceptPolicy, changeRole, overQuota, requireRole } from '../flows/roles.ts'
import { policyArn } from '../rules/iam-arns.ts'
import {
  LONGEST_ROLE_POLICIES,
  MOST_ATTACHED,
  MOST_ROLE_POLICY_TEXT,
  policyLength,
} from '../rules/iam-quotas.ts'
import { encodeDocument } from '../rules/shapes/role.ts'
import { readIamPage } from '../tokens/iam-page.ts'

export const PutRolePolicy = iamOperation('PutRolePolicy', async ({ input, services }) => {
  const { RoleName, PolicyName } = input
  const document = acceptPolicy(input.PolicyDocument, 'identity')
  await changeRole(RoleName, services, async ({ id }, { rolePolicies }) => {
    await rolePolicies.put(id, PolicyName, document)
    const all = await rolePolicies.list(id, LONGEST_ROLE_POLICIES)
    const length = all.reduce((sum, policy) => sum + policyLength(policy.document), 0)
    const written = all.reduce((sum, policy) => sum + policy.document.length, 0)
    if (length <= LONGEST_ROLE_POLICIES && written <= MOST_ROLE_POLICY_TEXT) return
    const message = `Maximum policy size of ${LONGEST_ROLE_POLICIES} bytes exceeded for role ${RoleName}`
    throw new ServiceError('LimitExceededException', message)
  })
})

export const GetRolePolicy = iamOperation(
  'GetRolePolicy',
  async ({ input, rolePolicies, services }) => {
    const { id, name } = await requireRole(input.RoleName, services)
    const document = await rolePolicies.document(id, input.PolicyName)
    if (document === undefined) throw rolePolicyNotFound(input.PolicyName)
    const { PolicyName } = input
    return { RoleName: name, PolicyName, PolicyDocument: encodeDocument(document) }
  },
)

export const ListRolePolicies = iamOperation(
  'ListRolePolicies',
  async ({ input, rolePolicies, services }) => {
    const { id } = await requireRole(input.RoleName, services)
    const { rows, more } = await readIamPage(
      ['ListRolePolicies', id],
      input,
      services,
      (limit, after) => rolePolicies.list(id, limit, after),
      ({ name }) => name,
    )
    return { PolicyNames: rows.map(({ name }) => name), ...more }
  },
)

export const DeleteRolePolicy = iamOperation('DeleteRolePolicy', async ({ input, services }) => {
  await changeRole(input.RoleName, services, async ({ id }, { rolePolicies }) => {
    if (await rolePolicies.remove(id, input.PolicyName)) return
    throw rolePolicyNotFound(input.PolicyName)
  })
})

export const AttachRolePolicy = iamOperation('AttachRolePolicy', async ({ input, services }) => {
  const { identity } = services
  await changeRole(input.RoleName, services, async ({ id }, { managedPolicies, rolePolicies }) => {
    const policy = await findPolicy(input.PolicyArn, { managedPolicies, identity })
    // Locked, so that it is not deleted while it is attached.
    if (!policy || !(await managedPolicies.lock(policy.id))) {
      const message = `Policy ${input.PolicyArn} does not exist or is not attachable.`
      throw new ServiceError('NoSuchEntityException', message)
    }
    await rolePolicies.attach(id, policy.id)
    const attached = await rolePolicies.attached(id, '/', MOST_ATTACHED + 1)
    if (attached.length > MOST_ATTACHED) throw overQuota('PoliciesPerRole', MOST_ATTACHED)
  })
})

export const DetachRolePolicy = iamOperation('DetachRolePolicy', async ({ input, services }) => {
  const { identity } = services
  await changeRole(input.RoleName, services, async ({ id }, { managedPolicies, rolePolicies }) => {
    const policy = await findPolicy(input.PolicyArn, { managedPolicies, identity })
    if (policy && (await rolePolicies.detach(id, policy.id))) return
    throw policyNotFound(input.PolicyArn)
  })
})

export const ListAttachedRolePolicies = iamOperation(
  'ListAttachedRolePolicies',
  async ({ input, identity, rolePolicies, services }) => {
    const { PathPrefix = '/' } = input
    const { id } = await requireRole(input.RoleName, services)
    const { rows, more } = await readIamPage(
      ['ListAttachedRolePolicies', id, PathPrefix],
      input,
      services,
      (limit, after) => rolePolicies.attached(id, PathPrefix, limit, after),
      ({ name }) => name,
    )
    const AttachedPolicies = rows.map((policy) => ({
      PolicyName: policy.name,
      PolicyArn: policyArn(identity.account, policy),
    }))
    return { AttachedPolicies, ...more }
  },
)

const rolePolicyNotFound = (name: string) =>
  new ServiceError('NoSuchEntityException', `The role policy with name ${name} cannot be found.`)
