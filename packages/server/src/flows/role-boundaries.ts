import { ServiceError } from '../api/errors.ts'
import type { ManagedPolicy } from '../records/managed-policy.ts'
import { policyArn } from '../rules/iam-arns.ts'
import type { Services } from '../store/services.ts'
import { findPolicy } from './managed-policies.ts'

/**
 * The managed policy of that ARN, held to the end of a write: it is not deleted while it becomes a boundary.
 *
 * @throws InvalidInputException, NoSuchEntityException.
 */
export async function lockBoundary(
  arn: string,
  { managedPolicies, identity }: Pick<Services, 'managedPolicies' | 'identity'>,
): Promise<ManagedPolicy> {
  if (!arn.includes(':policy/')) {
    throw new ServiceError('InvalidInputException', `ARN ${arn} is not valid.`)
  }
  const policy = await findPolicy(arn, { managedPolicies, identity })
  if (policy && (await managedPolicies.lock(policy.id))) return policy
  const message = `Scope ARN: ${arn} does not exist or is not attachable.`
  throw new ServiceError('NoSuchEntityException', message)
}

/** Whose permission may depend on the boundary that the role they change has. */
const ASKED_OF: readonly string[] = [
  ...['iam:AttachRolePolicy', 'iam:DetachRolePolicy', 'iam:PutRolePolicy', 'iam:DeleteRolePolicy'],
  'iam:DeleteRolePermissionsBoundary',
]

/**
 * The condition key of the boundary that a role has, for the operations for which AWS tells it. Of those that give
 * one, their input tells it.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export async function boundaryKeys(
  action: string,
  roleName: unknown,
  { roles, roleBoundaries, identity }: Pick<Services, 'roles' | 'roleBoundaries' | 'identity'>,
): Promise<Readonly<Record<string, string>>> {
  if (!ASKED_OF.includes(action) || typeof roleName !== 'string') return {}
  const role = await roles.byName(roleName)
  const boundary = role && (await roleBoundaries.ofRole(role.id))
  return boundary ? { 'iam:PermissionsBoundary': policyArn(identity.account, boundary) } : {}
}
