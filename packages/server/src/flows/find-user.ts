import { ServiceError } from '../api/errors.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { foldName, possibleAliases } from '../rules/usernames.ts'
import type { Services } from '../store/services.ts'

/**
 * The user whom a typed name means: a user name, the `sub` where that is the user name, or a verified
 * address or preferred user name where the pool lets people sign in with those.
 */
export async function findUser(
  pool: Pool,
  name: string,
  { users }: Pick<Services, 'users'>,
): Promise<User | undefined> {
  const named = await users.byUsernameKey(pool.id, foldName(name, pool.document))
  if (named) return named
  for (const alias of possibleAliases(name, pool.document)) {
    const user = await users.byAlias(pool.id, alias)
    if (user) return user
  }
  return undefined
}

/**
 * The user whom an administrator names: by their `sub`, or as they name themselves. The `sub` comes first, so
 * that nobody who signs up under another person's `sub` stands in that person's place.
 *
 * @param missing what is said where nobody is meant, in operations that do not declare UserNotFoundException.
 * @throws UserNotFoundException.
 */
export async function requireUser(
  pool: Pool,
  name: string,
  services: Pick<Services, 'users'>,
  missing: () => ServiceError = userNotFound,
): Promise<User> {
  const bySub = await services.users.byId(name)
  if (bySub?.poolId === pool.id) return bySub
  const user = await findUser(pool, name, services)
  if (user) return user
  throw missing()
}

/** What is said where nobody has a name, or has it no longer. */
export const userNotFound = (): ServiceError =>
  new ServiceError('UserNotFoundException', 'User does not exist.')
