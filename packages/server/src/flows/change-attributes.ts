import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { changeAttributes, splitChanges } from '../rules/attribute-changes.ts'
import { checkChanges, checkRemoval } from '../rules/user-attributes.ts'
import type { Services } from '../store/services.ts'
import type { Metadata } from '../triggers/call-trigger.ts'
import { demand } from './accept.ts'
import { followAliases } from './aliases.ts'
import { requireUser, userNotFound } from './find-user.ts'
import { reportUndelivered } from './send-code.ts'
import { type Challenge, makeChallenge, sendChallenge } from './verification.ts'

type Changes = Readonly<Record<string, string>>

/** A user as an administrator names them. */
interface Named {
  readonly pool: Pool
  readonly username: string
}

/**
 * Changes attributes of a user as an administrator may: whatever can change, and whether an address is
 * verified. A new address that the pool verifies gets a code, unless it is said to be verified.
 *
 * @throws UserNotFoundException, InvalidParameterException, AliasExistsException.
 */
export async function setAttributes(
  { pool, username, clientMetadata }: Named & { clientMetadata: Metadata | undefined },
  changes: Changes,
  services: Services,
): Promise<void> {
  demand(checkChanges(changes, pool.document))
  const user = await requireUser(pool, username, services)
  const challenges = await applyChanges({ pool, user }, changes, services)
  for (const challenge of challenges) {
    const sending = { pool, client: undefined, user, challenge, clientMetadata }
    const purpose = 'UpdateUserAttribute'
    await reportUndelivered(sendChallenge({ ...sending, purpose }, services))
  }
}

/** Takes attributes from a user; one that they do not have is no obstacle. @throws what setAttributes throws. */
export async function removeAttributes(
  { pool, username }: Named,
  names: readonly string[],
  services: Services,
): Promise<void> {
  demand(checkRemoval(names, pool.document))
  const user = await requireUser(pool, username, services)
  const blank = Object.fromEntries(names.map((name) => [name, '']))
  await applyChanges({ pool, user }, blank, services)
}

/**
 * Changes what stands in the store then, so that of changes at the same time none is lost; sign-in names
 * follow. Answers the codes that prove new addresses, stored and to be sent.
 *
 * @param changes allowed and well formed. @throws UserNotFoundException, AliasExistsException.
 */
export async function applyChanges(
  { pool, user: { id } }: { pool: Pool; user: User },
  changes: Changes,
  services: Services,
): Promise<Challenge[]> {
  const now = services.clock.now()
  return await services.write(async ({ users, codes }) => {
    const user = await users.forChange(id)
    if (!user) throw userNotFound()
    const { atOnce, toProve } = splitChanges(user.attributes, changes, pool.document)
    const attributes = changeAttributes(user.attributes, atOnce)
    await users.update(id, { attributes }, now)
    await followAliases({ pool, user, attributes }, users, now)
    const challenges = toProve.map((address) => makeChallenge(user, address, services))
    for (const { record } of challenges) await codes.put(record)
    return challenges
  })
}
