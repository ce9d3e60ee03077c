import { setImmediate as letOthersRun } from 'node:timers/promises'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { isMatch, type UserFilter } from '../rules/user-filter.ts'
import { aliasOf, foldName } from '../rules/usernames.ts'
import type { Cursor } from '../store/pools.ts'
import type { Services } from '../store/services.ts'

const BATCH = 500

type Users = Pick<Services, 'users'>

/**
 * The users that a filter means, in order of creation: `limit` of them, after the cursor.
 *
 * What names one user at most is looked up. Everything else is a scan of the pool, in batches between which
 * others get their turn; a table of attribute values with an index would take its place.
 */
export async function searchUsers(
  pool: Pool,
  filter: UserFilter | undefined,
  { limit, after }: { limit: number; after: Cursor | undefined },
  { users }: Users,
): Promise<User[]> {
  if (!filter) return await users.list(pool.id, limit, after)
  const lookUp = filter.isPrefix ? undefined : LOOK_UPS[filter.attribute]
  const found = lookUp && (await lookUp(pool, filter, { users }))
  if (found) return found.filter((user) => isMatch(user, filter, pool.document)).slice(0, limit)

  const matches: User[] = []
  let cursor = after
  for (;;) {
    const batch = await users.list(pool.id, BATCH, cursor)
    matches.push(...batch.filter((user) => isMatch(user, filter, pool.document)))
    const last = batch.at(-1)
    if (matches.length >= limit || batch.length < BATCH || !last) return matches.slice(0, limit)
    cursor = { createdAt: last.createdAt, id: last.id }
    await letOthersRun()
  }
}

type LookUp = (pool: Pool, filter: UserFilter, users: Users) => Promise<User[] | undefined>

/** Where users are called by an address of one kind, each has another; else several may have the same one. */
const byAddress: LookUp = async (pool, { attribute, value }, { users }) => {
  const [name, ...others] = pool.document.UsernameAttributes ?? []
  if (name !== attribute || others.length > 0) return undefined
  return listOf(await users.byAlias(pool.id, aliasOf(name, value, pool.document)))
}

/** What finds the one user that an attribute can mean; undefined where it can mean several. */
const LOOK_UPS: Readonly<Partial<Record<UserFilter['attribute'], LookUp>>> = {
  username: async (pool, { value }, { users }) =>
    listOf(await users.byUsernameKey(pool.id, foldName(value, pool.document))),
  sub: async (pool, { value }, { users }) => {
    const user = await users.byId(value)
    return listOf(user?.poolId === pool.id ? user : undefined)
  },
  email: byAddress,
  phone_number: byAddress,
}

const listOf = (user: User | undefined): User[] => (user ? [user] : [])
