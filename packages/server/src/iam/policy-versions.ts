import { ServiceError } from '../api/errors.ts'
import { iamOperation } from '../call/operation.ts'
import { changePolicy, requirePolicy } from '../flows/managed-policies.ts'
import { acceptPolicy, overQuota } from '../flows/roles.ts'
import { LONGEST_MANAGED_POLICY, MOST_VERSIONS, policyLength } from '../rules/iam-quotas.ts'
import { describeVersion, summarizeVersion, versionNumber } from '../rules/shapes/managed-policy.ts'

export const CreatePolicyVersion = iamOperation(
  'CreatePolicyVersion',
  async ({ input, services }) => {
    if (policyLength(input.PolicyDocument) > LONGEST_MANAGED_POLICY) {
      throw overQuota('PolicySize', LONGEST_MANAGED_POLICY)
    }
    const document = acceptPolicy(input.PolicyDocument, 'identity')
    const { SetAsDefault: isDefault = false } = input
    const now = services.clock.now()
    return await changePolicy(input.PolicyArn, services, async (policy, { managedPolicies }) => {
      const { id, defaultVersion } = policy
      if ((await managedPolicies.versions(id)).length >= MOST_VERSIONS) {
        const message = `A managed policy can have up to ${MOST_VERSIONS} versions. Before you create a new version, you must delete an existing version.`
        throw new ServiceError('LimitExceededException', message)
      }
      const version = await managedPolicies.addVersion(id, document, { isDefault, now })
      const held = isDefault ? version.number : defaultVersion
      return { PolicyVersion: summarizeVersion(version, held) }
    })
  },
)

export const GetPolicyVersion = iamOperation(
  'GetPolicyVersion',
  async ({ input, managedPolicies, services }) => {
    const { id, defaultVersion } = await requirePolicy(input.PolicyArn, services)
    const version = await managedPolicies.version(id, versionNumber(input.VersionId))
    if (!version) throw versionNotFound(input.PolicyArn, input.VersionId)
    return { PolicyVersion: describeVersion(version, defaultVersion) }
  },
)

/** Five versions at most fit into one page, whatever its size is asked to be. */
export const ListPolicyVersions = iamOperation(
  'ListPolicyVersions',
  async ({ input, managedPolicies, services }) => {
    const { id, defaultVersion } = await requirePolicy(input.PolicyArn, services)
    const versions = await managedPolicies.versions(id)
    return {
      Versions: versions.map((version) => summarizeVersion(version, defaultVersion)),
      IsTruncated: false,
    }
  },
)

export const SetDefaultPolicyVersion = iamOperation(
  'SetDefaultPolicyVersion',
  async ({ input, services }) => {
    const number = versionNumber(input.VersionId)
    const now = services.clock.now()
    await changePolicy(input.PolicyArn, services, async ({ id }, { managedPolicies }) => {
      if (!(await managedPolicies.version(id, number))) {
        throw versionNotFound(input.PolicyArn, input.VersionId)
      }
      await managedPolicies.setDefault(id, number, now)
    })
  },
)

export const DeletePolicyVersion = iamOperation(
  'DeletePolicyVersion',
  async ({ input, services }) => {
    const number = versionNumber(input.VersionId)
    await changePolicy(input.PolicyArn, services, async (policy, { managedPolicies }) => {
      if (number === policy.defaultVersion) {
        const message = 'Cannot delete the default version of a policy.'
        throw new ServiceError('DeleteConflictException', message)
      }
      if (!(await managedPolicies.version(policy.id, number))) {
        throw versionNotFound(input.PolicyArn, input.VersionId)
      }
      await managedPolicies.removeVersion(policy.id, number)
    })
  },
)

const versionNotFound = (arn: string, version: string) =>
  new ServiceError(
    'NoSuchEntityException',
    `Policy ${arn} version ${version} does not exist or is not attachable.`,
  )
