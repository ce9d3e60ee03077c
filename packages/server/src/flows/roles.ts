import { ServiceError } from '../api/errors.ts'
import type { Role } from '../records/role.ts'
import { checkPolicy, type PolicyKind } from '../rules/policy/check.ts'
import { identityPoolNames, refuseOpenTrust } from '../rules/policy/identity-pool-trust.ts'
import type { Repositories } from '../store/repositories.ts'
import type { Services } from '../store/services.ts'
import { accept, demand } from './accept.ts'

/** The role of that name. @throws NoSuchEntityException. */
export async function requireRole(
  name: string,
  { roles }: Pick<Repositories, 'roles'>,
): Promise<Role> {
  const role = await roles.byName(name)
  if (role) return role
  throw roleNotFound(name)
}

/** Changes a role, or what is its own, while no other write can. @throws NoSuchEntityException. */
export async function changeRole<Result>(
  name: string,
  { write }: Pick<Services, 'write'>,
  change: (role: Role, repositories: Repositories) => Promise<Result>,
): Promise<Result> {
  return await write(async (repositories) => {
    const role = await repositories.roles.forChange(name)
    if (!role) throw roleNotFound(name)
    return await change(role, repositories)
  })
}

const roleNotFound = (name: string) =>
  new ServiceError('NoSuchEntityException', `The role with name ${name} cannot be found.`)

/** A document that may be stored. @throws MalformedPolicyDocumentException. */
export function acceptPolicy(document: string, kind: PolicyKind): string {
  accept(checkPolicy(document, kind))
  return document
}

/** A trust policy that may be stored. @throws MalformedPolicyDocumentException. */
export function acceptTrustPolicy(
  document: string,
  { openIdIssuer }: Pick<Services['identity'], 'openIdIssuer'>,
): string {
  const policy = accept(checkPolicy(document, 'trust'))
  demand(refuseOpenTrust(policy, identityPoolNames(openIdIssuer)))
  return document
}

/** What IAM says past a quota. */
export const overQuota = (quota: string, most: number): ServiceError =>
  new ServiceError('LimitExceededException', `Cannot exceed quota for ${quota}: ${most}`)
