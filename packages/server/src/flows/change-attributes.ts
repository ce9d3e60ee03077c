import { ServiceError } from '../api/errors.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { changeAttributes, splitChanges } from '../rules/attribute-changes.ts'
import { HOUR_MS } from '../rules/durations.ts'
import { checkChanges, checkRemoval } from '../rules/user-attributes.ts'
import type { Services } from '../store/services.ts'
import type { Metadata } from '../triggers/call-trigger.ts'
import { demand } from './accept.ts'
import { followAliases } from './aliases.ts'
import { attemptSubject, limitExceeded } from './attempt-limit.ts'
import { requireUser, userNotFound } from './find-user.ts'
import { reportUndelivered } from './send-code.ts'
import { type Challenge, makeChallenge, sendChallenge } from './verification.ts'

type Changes = Readonly<Record<string, string>>

/** New addresses that a person may have proven in an hour: each is a message to somebody, perhaps a stranger. */
const MOST_NEW_ADDRESSES_AN_HOUR = 10

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
 * @param isLimited whether new addresses are counted: a person's own are, an administrator's are not.
 * @param changes allowed and well formed.
 * @throws UserNotFoundException, AliasExistsException; TooManyRequestsException past the limit, since the
 *   operation has no LimitExceededException. Then nothing changes.
 */
export async function applyChanges(
  { pool, user: { id }, isLimited = false }: { pool: Pool; user: User; isLimited?: boolean },
  changes: Changes,
  services: Services,
): Promise<Challenge[]> {
  const now = services.clock.now()
  const subject = attemptSubject({ pool, userId: id, what: 'new address' }, services)
  return await services.write(async ({ users, codes, attempts }) => {
    const user = await users.forChange(id)
    if (!user) throw userNotFound()
    const { atOnce, toProve } = splitChanges(user.attributes, changes, pool.document)
    const attributes = changeAttributes(user.attributes, atOnce)
    await users.update(id, { attributes }, now)
    await followAliases({ pool, user, attributes }, users, now)
    const challenges = toProve.map((address) => makeChallenge(user, address, services))
    for (const { record } of challenges) {
      const isLeft =
        !isLimited || (await attempts.take(subject, MOST_NEW_ADDRESSES_AN_HOUR, HOUR_MS, now))
      if (!isLeft) throw new ServiceError('TooManyRequestsException', limitExceeded().message)
      await codes.put(record)
    }
    return challenges
  })
}
