import { ServiceError } from '../api/errors.ts'
import { operation } from '../call/operation.ts'
import { requireUser } from '../flows/find-user.ts'
import {
  addToGroup,
  groupNotFound,
  removeFromGroup,
  requireGroup,
} from '../flows/group-membership.ts'
import { MOST_GROUPS_A_POOL } from '../rules/quotas.ts'
import { describeGroup } from '../rules/shapes/group.ts'
import { summarizeUser } from '../rules/shapes/user.ts'
import type { Cursor } from '../store/pools.ts'
import { readPage } from '../tokens/page.ts'

/** What a list returns at once where the input says 0 or nothing. */
const DEFAULT_PAGE = 60

export const CreateGroup = operation('CreateGroup', async ({ pool, input, write, clock }) => {
  const now = clock.now()
  const group = {
    poolId: pool.id,
    name: input.GroupName,
    description: input.Description,
    roleArn: input.RoleArn,
    precedence: input.Precedence,
    createdAt: now,
    modifiedAt: now,
  }
  await write(async ({ groups }) => {
    if (!(await groups.insert(group))) {
      const message = `A group with the name ${group.name} already exists.`
      throw new ServiceError('GroupExistsException', message)
    }
    // Several at once may each miss the others and go past the limit, which protects nothing that they break.
    if ((await groups.count(pool.id)) > MOST_GROUPS_A_POOL) {
      const message = `A user pool can have ${MOST_GROUPS_A_POOL} groups at most.`
      throw new ServiceError('LimitExceededException', message)
    }
  })
  return { Group: describeGroup(group) }
})

export const GetGroup = operation('GetGroup', async ({ pool, input, services }) => ({
  Group: describeGroup(await requireGroup(pool, input.GroupName, services)),
}))

/** What is left out stays as it is: the example in the API reference keeps a role that it does not name. */
export const UpdateGroup = operation('UpdateGroup', async ({ pool, input, write, clock }) => {
  const { GroupName, Description, RoleArn, Precedence } = input
  const change = {
    ...(Description !== undefined && { description: Description }),
    ...(RoleArn !== undefined && { roleArn: RoleArn }),
    ...(Precedence !== undefined && { precedence: Precedence }),
  }
  const now = clock.now()
  const group = await write(({ groups }) => groups.update(pool.id, GroupName, change, now))
  if (!group) throw groupNotFound()
  return { Group: describeGroup(group) }
})

export const DeleteGroup = operation('DeleteGroup', async ({ pool, input, write }) => {
  const isGone = await write(({ groups }) => groups.remove(pool.id, input.GroupName))
  if (!isGone) throw groupNotFound()
})

export const ListGroups = operation('ListGroups', async ({ pool, input, groups, services }) => {
  const { rows, next } = await readPage(
    {
      list: ['ListGroups', pool.id],
      limit: input.Limit || DEFAULT_PAGE,
      token: input.NextToken,
    },
    services,
    (limit, after?: string) => groups.list(pool.id, limit, after),
    ({ name }) => name,
  )
  return { Groups: rows.map(describeGroup), ...(next !== undefined && { NextToken: next }) }
})

export const ListUsersInGroup = operation(
  'ListUsersInGroup',
  async ({ pool, input, groups, services }) => {
    const { name } = await requireGroup(pool, input.GroupName, services)
    const { rows, next } = await readPage(
      {
        list: ['ListUsersInGroup', pool.id, name],
        limit: input.Limit || DEFAULT_PAGE,
        token: input.NextToken,
      },
      services,
      (limit, after?: Cursor) => groups.members(pool.id, name, limit, after),
      ({ createdAt, id }) => ({ createdAt, id }),
    )
    return {
      Users: rows.map((user) => summarizeUser(user)),
      ...(next !== undefined && { NextToken: next }),
    }
  },
)

export const AdminAddUserToGroup = operation(
  'AdminAddUserToGroup',
  async ({ pool, input, services }) => {
    await addToGroup({ pool, username: input.Username, groupName: input.GroupName }, services)
  },
)

export const AdminRemoveUserFromGroup = operation(
  'AdminRemoveUserFromGroup',
  async ({ pool, input, services }) => {
    await removeFromGroup({ pool, username: input.Username, groupName: input.GroupName }, services)
  },
)

export const AdminListGroupsForUser = operation(
  'AdminListGroupsForUser',
  async ({ pool, input, groups, services }) => {
    const { id } = await requireUser(pool, input.Username, services)
    const { rows, next } = await readPage(
      {
        list: ['AdminListGroupsForUser', pool.id, id],
        limit: input.Limit || DEFAULT_PAGE,
        token: input.NextToken,
      },
      services,
      (limit, after?: string) => groups.ofUser(id, limit, after),
      ({ name }) => name,
    )
    return { Groups: rows.map(describeGroup), ...(next !== undefined && { NextToken: next }) }
  },
)
