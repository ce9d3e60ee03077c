import { ServiceError } from '../api/errors.ts'
import type { ManagedPolicy } from '../records/managed-policy.ts'
import { nameInArn, policyArn } from '../rules/iam-arns.ts'
import type { Repositories } from '../store/repositories.ts'
import type { Services } from '../store/services.ts'

/** The managed policy of that ARN, or undefined. */
export async function findPolicy(
  arn: string,
  { managedPolicies, identity }: Pick<Services, 'managedPolicies' | 'identity'>,
): Promise<ManagedPolicy | undefined> {
  const policy = await managedPolicies.byName(nameInArn(arn))
  return policy && policyArn(identity.account, policy) === arn ? policy : undefined
}

/** The managed policy of that ARN. @throws NoSuchEntityException. */
export async function requirePolicy(
  arn: string,
  services: Pick<Services, 'managedPolicies' | 'identity'>,
): Promise<ManagedPolicy> {
  const policy = await findPolicy(arn, services)
  if (policy) return policy
  throw policyNotFound(arn)
}

/** Changes a managed policy while no other write can. @throws NoSuchEntityException. */
export async function changePolicy<Result>(
  arn: string,
  { write, identity }: Pick<Services, 'write' | 'identity'>,
  change: (policy: ManagedPolicy, repositories: Repositories) => Promise<Result>,
): Promise<Result> {
  return await write(async (repositories) => {
    const { managedPolicies } = repositories
    const named = await findPolicy(arn, { managedPolicies, identity })
    // Read again under the lock: what was read before it may have changed meanwhile.
    const isLocked = named !== undefined && (await managedPolicies.lock(named.id))
    const policy = isLocked ? await findPolicy(arn, { managedPolicies, identity }) : undefined
    if (!policy) throw policyNotFound(arn)
    return await change(policy, repositories)
  })
}

export const policyNotFound = (arn: string): ServiceError =>
  new ServiceError('NoSuchEntityException', `Policy ${arn} was not found.`)
