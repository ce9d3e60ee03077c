import { ServiceError } from '../api/errors.ts'
import { identityOperation } from '../call/operation.ts'
import { changeIdentityPool } from '../flows/identity-pools.ts'
import type { IdentityPool } from '../records/identity-pool.ts'
import { addTags, removeTags, type Tags } from '../rules/pool-tags.ts'
import { identityPoolArn } from '../rules/shapes/identity-pool.ts'
import { granted, type Verdict } from '../rules/verdict.ts'
import type { Services } from '../store/services.ts'

export const ListTagsForResource = identityOperation(
  'ListTagsForResource',
  async ({ input, services }) => {
    const { document } = await requireIdentityPool(input.ResourceArn, services)
    return { Tags: document.IdentityPoolTags ?? {} }
  },
)

export const TagResource = identityOperation('TagResource', async ({ input, services }) =>
  changeTags(input.ResourceArn, (current) => addTags(current, input.Tags), services),
)

export const UntagResource = identityOperation('UntagResource', async ({ input, services }) =>
  changeTags(input.ResourceArn, (current) => removeTags(current, input.TagKeys), services),
)

async function changeTags(
  arn: string,
  change: (current: Tags) => Verdict<Tags>,
  services: Services,
): Promise<void> {
  const { id } = await requireIdentityPool(arn, services)
  await changeIdentityPool(
    {
      id,
      change: (document) => {
        const tags = change(document.IdentityPoolTags ?? {})
        return tags.refusal ? tags : granted({ ...document, IdentityPoolTags: tags.value })
      },
    },
    services,
  )
}

/**
 * The identity pool that an ARN names.
 *
 * @throws InvalidParameterException for the ARN of anything else, ResourceNotFoundException for a pool of
 *   another region or account, or that does not exist.
 */
async function requireIdentityPool(
  arn: string,
  { identityPools, identity }: Services,
): Promise<IdentityPool> {
  const id = /^arn:[^:]+:cognito-identity:[^:]*:[^:]*:identitypool\/([^/]+)$/.exec(arn)?.[1]
  if (id === undefined) {
    const message = `${arn} is not the ARN of an identity pool.`
    throw new ServiceError('InvalidParameterException', message)
  }
  const pool = await identityPools.byId(id)
  if (pool && arn === identityPoolArn(id, identity.region, identity.account)) return pool
  throw new ServiceError('ResourceNotFoundException', `IdentityPool '${id}' not found.`)
}
