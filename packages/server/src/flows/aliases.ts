import { ServiceError } from '../api/errors.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { aliasesOf, aliasOf } from '../rules/usernames.ts'
import type { Repositories } from '../store/repositories.ts'

/**
 * Makes a user's other sign-in names follow their attributes, inside the write that changes those. Only
 * names that the change brings are claimed: one that another user has since before is no obstacle to it.
 *
 * @param user as before the change; without attributes where none of their names were claimed yet.
 * @param force takes an alias from whoever has it, once it is proven here; they keep the address, no longer
 *   verified. An address in place of a user name is never taken, nor a preferred user name: nothing proves it.
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
    const isKept = after.has(alias) || alias === ownNameOf(pool, user)
    if (!isKept) await users.removeAlias(pool.id, alias, user.id)
  }
  for (const [alias, attribute] of after) {
    if (before.has(alias)) continue
    if (force && isProvenAlias(attribute, pool)) {
      await release(pool, user, alias, attribute, users, now)
    }
    const isTheirs = (await users.addAlias(pool.id, alias, user.id)) === user.id
    if (isTheirs) continue
    const message = `An account with the ${attribute} already exists.`
    throw new ServiceError('AliasExistsException', message)
  }
}

/**
 * Keeps a new user's own name from becoming somebody else's preferred user name. False where it is one
 * already: whoever has it would lose it to the newcomer, since a user name is looked for first.
 */
export async function claimOwnName(
  { pool, user }: { pool: Pool; user: User },
  users: Repositories['users'],
): Promise<boolean> {
  if (!pool.document.AliasAttributes?.includes('preferred_username')) return true
  return (await users.addAlias(pool.id, ownNameOf(pool, user), user.id)) === user.id
}

const ownNameOf = ({ document }: Pool, { username }: User): string =>
  aliasOf('preferred_username', username, document)

/**
 * Gives a user who was confirmed without a code the names that ConfirmSignUp would: where a second address
 * stands in place of a user name, it was not claimed at sign-up. One that another user has stays theirs.
 */
export async function claimFreeNames(
  { pool, user }: { pool: Pool; user: User },
  users: Repositories['users'],
): Promise<void> {
  for (const alias of aliasesOf(user.attributes, pool.document).keys()) {
    await users.addAlias(pool.id, alias, user.id)
  }
}

/** An address is among a user's aliases only once it is proven; see aliasesOf. */
const isProvenAlias = (attribute: string, { document }: Pool): boolean =>
  attribute !== 'preferred_username' &&
  (document.AliasAttributes ?? []).some((name) => name === attribute)

async function release(
  pool: Pool,
  user: User,
  alias: string,
  attribute: string,
  users: Repositories['users'],
  now: number,
): Promise<void> {
  const found = await users.byAlias(pool.id, alias)
  const owner = found && found.id !== user.id ? await users.forChange(found.id) : undefined
  if (!owner || !aliasesOf(owner.attributes, pool.document).has(alias)) return
  await users.removeAlias(pool.id, alias, owner.id)
  const attributes = { ...owner.attributes, [`${attribute}_verified`]: 'false' }
  await users.update(owner.id, { attributes }, now)
}
