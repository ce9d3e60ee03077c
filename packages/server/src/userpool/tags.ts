import { ServiceError } from '../api/errors.ts'
import { operation } from '../call/operation.ts'
import { changePool } from '../flows/change-pool.ts'
import type { Pool } from '../records/pool.ts'
import { addTags, removeTags, type Tags } from '../rules/pool-tags.ts'
import { poolArn } from '../rules/shapes/pool.ts'
import { granted, type Verdict } from '../rules/verdict.ts'
import type { Services } from '../store/services.ts'

export const ListTagsForResource = operation('ListTagsForResource', async ({ input, services }) => {
  const pool = await requirePool(input.ResourceArn, services)
  return { Tags: pool.document.UserPoolTags ?? {} }
})

export const TagResource = operation('TagResource', async ({ input, services }) =>
  changeTags(input.ResourceArn, (current) => addTags(current, input.Tags), services),
)

export const UntagResource = operation('UntagResource', async ({ input, services }) =>
  changeTags(input.ResourceArn, (current) => removeTags(current, input.TagKeys), services),
)

async function changeTags(
  arn: string,
  change: (current: Tags) => Verdict<Tags>,
  services: Services,
): Promise<void> {
  const { id } = await requirePool(arn, services)
  await changePool(
    id,
    (document) => {
      const tags = change(document.UserPoolTags ?? {})
      return tags.refusal ? tags : granted({ ...document, UserPoolTags: tags.value })
    },
    services,
  )
}

/**
 * The pool that an ARN names. Of all that AWS tags, only pools are here.
 *
 * @throws InvalidParameterException for the ARN of anything else, ResourceNotFoundException for a pool of
 *   another region or account, or that does not exist.
 */
async function requirePool(arn: string, { pools, identity }: Services): Promise<Pool> {
  const id = /^arn:[^:]+:cognito-idp:[^:]*:[^:]*:userpool\/([^/:]+)$/.exec(arn)?.[1]
  if (id === undefined) {
    throw new ServiceError('InvalidParameterException', `${arn} is not the ARN of a user pool.`)
  }
  const pool = await pools.byId(id)
  if (pool && arn === poolArn(id, identity.region, identity.account)) return pool
  throw new ServiceError('ResourceNotFoundException', `User pool ${arn} does not exist.`)
}
