import { ServiceError } from '../api/errors.ts'
import type { Role } from '../records/role.ts'
import { nameInArn, roleArn } from '../rules/iam-arns.ts'
import { MOST_ROLES } from '../rules/iam-quotas.ts'
import { trustedRoles, withoutRole } from '../rules/trusted-roles.ts'
import type { Repositories } from '../store/repositories.ts'

/**
 * Holds the roles that a trust policy names to the end of a write, so that none of them is deleted meanwhile.
 *
 * @throws MalformedPolicyDocumentException for one that is not there: it would trust whoever makes it later.
 */
export async function requireTrusted(
  trustPolicy: string,
  account: string,
  { roles }: Repositories,
): Promise<void> {
  for (const arn of trustedRoles(trustPolicy).toSorted()) {
    const role = await roles.forChange(nameInArn(arn))
    if (role && roleArn(account, role) === arn) continue
    const message = `Invalid principal in policy: "AWS":"${arn}"`
    throw new ServiceError('MalformedPolicyDocumentException', message)
  }
}

/** Takes a role that is deleted out of the trust of all others. */
export async function endTrust(
  role: Role,
  account: string,
  { roles }: Repositories,
): Promise<void> {
  const arn = roleArn(account, role)
  for (const { id, trustPolicy } of await roles.list('/', MOST_ROLES)) {
    if (!trustedRoles(trustPolicy).includes(arn)) continue
    await roles.update(id, { trustPolicy: withoutRole(trustPolicy, arn, role.id) })
  }
}
