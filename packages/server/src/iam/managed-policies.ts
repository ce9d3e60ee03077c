import { ServiceError } from '../api/errors.ts'
import { iamOperation } from '../call/operation.ts'
import { accept } from '../flows/accept.ts'
import { changePolicy, requirePolicy } from '../flows/managed-policies.ts'
import { acceptPolicy, overQuota } from '../flows/roles.ts'
import type { ManagedPolicy } from '../records/managed-policy.ts'
import { drawText, UPPER_CASE } from '../rules/draw-text.ts'
import { LONGEST_MANAGED_POLICY, MOST_MANAGED_POLICIES, policyLength } from '../rules/iam-quotas.ts'
import { addTags, listTags, removeTags } from '../rules/iam-tags.ts'
import { describePolicy, summarizePolicy } from '../rules/shapes/managed-policy.ts'
import type { Services } from '../store/services.ts'
import { readIamPage } from '../tokens/iam-page.ts'

export const CreatePolicy = iamOperation('CreatePolicy', async ({ input, services }) => {
  const { clock, random, identity, write } = services
  const now = clock.now()
  if (policyLength(input.PolicyDocument) > LONGEST_MANAGED_POLICY) {
    throw overQuota('PolicySize', LONGEST_MANAGED_POLICY)
  }
  const document = acceptPolicy(input.PolicyDocument, 'identity')
  const policy = {
    id: `ANPA${drawText(random, 17, UPPER_CASE)}`,
    name: input.PolicyName,
    path: input.Path ?? '/',
    description: input.Description,
    defaultVersion: 1,
    tags: accept(addTags({}, input.Tags)),
    createdAt: now,
    modifiedAt: now,
  }
  await write(async ({ managedPolicies }) => {
    if (!(await managedPolicies.insert(policy, document))) {
      const message = `A policy called ${policy.name} already exists. Duplicate names are not allowed.`
      throw new ServiceError('EntityAlreadyExistsException', message)
    }
    // Several at once may each miss the others and go past the limit, which protects nothing that they break.
    if ((await managedPolicies.count()) > MOST_MANAGED_POLICIES) {
      throw overQuota('PoliciesPerAccount', MOST_MANAGED_POLICIES)
    }
  })
  return {
    Policy: describePolicy(policy, { account: identity.account, attachments: 0, bounded: 0 }),
  }
})

export const GetPolicy = iamOperation('GetPolicy', async ({ input, services }) => {
  const policy = await requirePolicy(input.PolicyArn, services)
  return { Policy: describePolicy(policy, await factsOf(policy, services)) }
})

/** AWS's own policies are not here: of all scopes there is only the local one. */
export const ListPolicies = iamOperation(
  'ListPolicies',
  async ({ input, managedPolicies, services }) => {
    const { PathPrefix: pathPrefix = '/', OnlyAttached: isOnlyAttached = false } = input
    if (input.Scope === 'AWS') return { Policies: [], IsTruncated: false }
    const isOnlyBoundary = input.PolicyUsageFilter === 'PermissionsBoundary'
    const listed = { pathPrefix, isOnlyAttached, isOnlyBoundary }
    const { rows, more } = await readIamPage(
      ['ListPolicies', JSON.stringify(listed)],
      input,
      services,
      (limit, after) => managedPolicies.list(listed, limit, after),
      ({ name }) => name,
    )
    const described = rows.map(async (policy) =>
      summarizePolicy(policy, await factsOf(policy, services)),
    )
    return { Policies: await Promise.all(described), ...more }
  },
)

export const TagPolicy = iamOperation('TagPolicy', async ({ input, services }) => {
  await changePolicy(input.PolicyArn, services, ({ id, tags }, { managedPolicies }) =>
    managedPolicies.setTags(id, accept(addTags(tags, input.Tags))),
  )
})

export const UntagPolicy = iamOperation('UntagPolicy', async ({ input, services }) => {
  await changePolicy(input.PolicyArn, services, ({ id, tags }, { managedPolicies }) =>
    managedPolicies.setTags(id, removeTags(tags, input.TagKeys)),
  )
})

/** Fifty tags at most fit into one page, whatever its size is asked to be. */
export const ListPolicyTags = iamOperation('ListPolicyTags', async ({ input, services }) => {
  const { tags } = await requirePolicy(input.PolicyArn, services)
  return { Tags: listTags(tags), IsTruncated: false }
})

export const DeletePolicy = iamOperation('DeletePolicy', async ({ input, services }) => {
  await changePolicy(
    input.PolicyArn,
    services,
    async ({ id }, { managedPolicies, roleBoundaries }) => {
      const uses = (await managedPolicies.attachments(id)) + (await roleBoundaries.uses(id))
      if (uses > 0) {
        throw inUse('Cannot delete a policy attached to entities.')
      }
      if ((await managedPolicies.versions(id)).length > 1) {
        throw inUse(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        )
      }
      await managedPolicies.remove(id)
    },
  )
})

const factsOf = async (
  { id }: ManagedPolicy,
  { identity, managedPolicies, roleBoundaries }: Services,
) => ({
  account: identity.account,
  attachments: await managedPolicies.attachments(id),
  bounded: await roleBoundaries.uses(id),
})

const inUse = (message: string) => new ServiceError('DeleteConflictException', message)
