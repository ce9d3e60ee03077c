import { iamOperation } from '../call/operation.ts'
import { accept } from '../flows/accept.ts'
import { changeRole, requireRole } from '../flows/roles.ts'
import { addTags, listTags, removeTags } from '../rules/iam-tags.ts'

export const TagRole = iamOperation('TagRole', async ({ input, services }) => {
  await changeRole(input.RoleName, services, ({ id, tags }, { roles }) =>
    roles.update(id, { tags: accept(addTags(tags, input.Tags)) }),
  )
})

export const UntagRole = iamOperation('UntagRole', async ({ input, services }) => {
  await changeRole(input.RoleName, services, ({ id, tags }, { roles }) =>
    roles.update(id, { tags: removeTags(tags, input.TagKeys) }),
  )
})

/** Fifty tags at most fit into one page, whatever its size is asked to be. */
export const ListRoleTags = iamOperation('ListRoleTags', async ({ input, services }) => {
  const { tags } = await requireRole(input.RoleName, services)
  return { Tags: listTags(tags), IsTruncated: false }
})
