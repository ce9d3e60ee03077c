import { ServiceError } from '../api/errors.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { aliasesOf } from '../rules/usernames.ts'
import type { Repositories } from '../store/repositories.ts'

/**
 * Makes a user's other sign-in names follow their attributes, inside the write that changes those.
 *
 * @param force takes a name from whoever has it; that user keeps the address, no longer verified.
 * @throws AliasExistsException when another user has a name, which rolls the whole write back.
 */
export async function followAliases(
  {
    pool,
    user,
    attributes,
    force = false,
  }: {
    pool: Pool
    user: User
    attributes: User['attributes']
    force?: boolean
  },
  users: Repositories['users'],
  now: number,
): Promise<void> {
  const before = aliasesOf(user.attributes, pool.document)
  const after = aliasesOf(attributes, pool.document)
  for (const alias of before.keys()) {
    if (!after.has(alias)) await users.removeAlias(pool.id, alias, user.id)
  }
  for (const [alias, attribute] of after) {
    if (force) await release(pool, user, alias, attribute, users, now)
    const isTheirs = (await users.addAlias(pool.id, alias, user.id)) === user.id
    if (isTheirs) continue
    const message = `An account with the ${attribute} already exists.`
    throw new ServiceError('AliasExistsException', message)
  }
}

async function release(
  pool: Pool,
  user: User,
  alias: string,
  attribute: string,
  users: Repositories['users'],
  now: number,
): Promise<void> {
  const owner = await users.byAlias(pool.id, alias)
  if (!owner || owner.id === user.id) return
  await users.removeAlias(pool.id, alias, owner.id)
  const attributes = { ...owner.attributes, [`${attribute}_verified`]: 'false' }
  await users.update(owner.id, { attributes }, now)
}
