import { ServiceError } from '../api/errors.ts'
import type { Group } from '../records/group.ts'
import type { Pool } from '../records/pool.ts'
import { MOST_GROUPS_A_USER } from '../rules/quotas.ts'
import type { Services } from '../store/services.ts'
import { requireUser, userNotFound } from './find-user.ts'

/** A user and a group, as an administrator names them. */
interface Membership {
  readonly pool: Pool
  readonly username: string
  readonly groupName: string
}

/** The group of that name. @throws ResourceNotFoundException. */
export async function requireGroup(
  pool: Pool,
  name: string,
  { groups }: Pick<Services, 'groups'>,
): Promise<Group> {
  const group = await groups.byName(pool.id, name)
  if (group) return group
  throw groupNotFound()
}

/** What is said where no group has a name, or has it no longer. */
export const groupNotFound = (): ServiceError =>
  new ServiceError('ResourceNotFoundException', 'Group not found.')

/**
 * Adds a user to a group; one who is in it stays. Tokens say so from the next sign-in or refresh on.
 *
 * @throws UserNotFoundException, ResourceNotFoundException, InvalidParameterException for one group too
 *   many: the operation has no LimitExceededException.
 */
export async function addToGroup(
  { pool, username, groupName }: Membership,
  services: Services,
): Promise<void> {
  const { id } = await requireUser(pool, username, services)
  await requireGroup(pool, groupName, services)
  const now = services.clock.now()
  await services.write(async ({ users, groups }) => {
    // Locked, so that of two at the limit's edge only one gets in.
    if (!(await users.forChange(id))) throw userNotFound()
    const theirs = await groups.ofUser(id, MOST_GROUPS_A_USER)
    if (theirs.some(({ name }) => name === groupName)) return
    if (theirs.length === MOST_GROUPS_A_USER) throw tooManyGroups()
    await groups.addMember(pool.id, groupName, id, now)
  })
}

/** Takes a user out of a group; one who is not in it is no error. */
export async function removeFromGroup(
  { pool, username, groupName }: Membership,
  services: Services,
): Promise<void> {
  const { id } = await requireUser(pool, username, services)
  await requireGroup(pool, groupName, services)
  await services.write(({ groups }) => groups.removeMember(pool.id, groupName, id))
}

const tooManyGroups = () =>
  new ServiceError(
    'InvalidParameterException',
    `A user can be in ${MOST_GROUPS_A_USER} groups at most.`,
  )
