import { ServiceError } from '../api/errors.ts'
import type { Client } from '../records/client.ts'
import type { Code } from '../records/code.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { isProvable, type Provable } from '../rules/attribute-changes.ts'
import type { Repositories } from '../store/repositories.ts'
import type { Services } from '../store/services.ts'
import type { Metadata } from '../triggers/call-trigger.ts'
import { afterConfirmation } from './after-confirmation.ts'
import { followAliases } from './aliases.ts'
import { guessCode, guessError } from './codes.ts'
import { findUser } from './find-user.ts'
import { goesOn, sessionOfSignUp } from './sign-in/after-sign-up.ts'
import { combinationNotFound, hidesUsers, simulateUserId } from './unknown-user.ts'

interface Confirmation {
  readonly pool: Pool
  readonly client: Client
  readonly username: string
  readonly code: string
  /** Whether an alias that another user holds moves to this one. */
  readonly forceAlias: boolean
  /** What SignUp answered. */
  readonly session: string | undefined
  readonly clientMetadata: Metadata | undefined
}

interface Confirmed {
  readonly Session?: string
}

/**
 * Confirms a sign-up with the code that was sent: the user may sign in, the address is verified, and where
 * the pool has it as an alias, it is a name to sign in with. Answers a Session to be signed in with at once,
 * where the client allows it.
 *
 * @throws CodeMismatchException, ExpiredCodeException, TooManyFailedAttemptsException,
 *   AliasExistsException, NotAuthorizedException, UserNotFoundException, and what the trigger throws.
 */
export async function confirmSignUp(request: Confirmation, services: Services): Promise<Confirmed> {
  const { pool, client, username, code } = request
  const user = await findUser(pool, username, services)
  if (!user && !hidesUsers(client)) throw combinationNotFound()
  if (user && user.status !== 'UNCONFIRMED') throw notUnconfirmed(user)
  const userId = user?.id ?? simulateUserId(pool, username, services)
  const subject = services.keyring.digest('attempts', `${pool.id} confirm ${userId}`)

  let proven: Provable | undefined
  const outcome = await services.write(async (repositories) => {
    const guess = { userId, purpose: 'sign-up', guess: code, subject } as const
    const guessed = await guessCode(guess, repositories, services)
    // A name that nobody has never had a code, but says "wrong", as one that has would.
    if (guessed.kind !== 'right') return guessed.kind === 'none' && !user ? 'wrong' : guessed.kind
    const { attribute } = guessed.code
    proven = isProvable(attribute) ? attribute : undefined
    return await confirmAddress(request, userId, guessed.code, repositories, services.clock.now())
  })
  if (outcome === 'not-unconfirmed') throw notUnconfirmed({ status: 'CONFIRMED' })
  if (outcome !== 'confirmed') throw guessError(outcome)
  const { clientMetadata } = request
  const by = 'ConfirmSignUp'
  await afterConfirmation({ pool, client, userId, by, clientMetadata }, services)
  if (!user || !goesOn(request.session, { pool, client, user }, services)) return {}
  const Session = sessionOfSignUp('SIGNED_UP', { pool, client, user }, services, proven)
  return Session === undefined ? {} : { Session }
}

/**
 * A right code proved an address: the user is confirmed, the address verified and claimed. An alias that is
 * taken throws: the code is then not used up.
 */
export async function confirmAddress(
  { pool, forceAlias }: Pick<Confirmation, 'pool' | 'forceAlias'>,
  userId: string,
  { attribute, destination }: Pick<Code, 'attribute' | 'destination'>,
  { users }: Pick<Repositories, 'users'>,
  now: number,
): Promise<'confirmed' | 'not-unconfirmed' | 'none'> {
  const user = await users.forChange(userId)
  const isStillTheirs = user?.attributes[attribute] === destination
  if (!user || !isStillTheirs) return 'none'
  const attributes = { ...user.attributes, [`${attribute}_verified`]: 'true' }
  const change = { status: 'CONFIRMED', attributes } as const
  if (!(await users.update(userId, change, now, 'UNCONFIRMED'))) return 'not-unconfirmed'
  const nameless = { ...user, attributes: {} }
  await followAliases({ pool, user: nameless, attributes, force: forceAlias }, users, now)
  return 'confirmed'
}

/** What is said of a user who is confirmed, or in a state that no confirmation ends. */
export const notUnconfirmed = ({ status }: Pick<User, 'status'>) =>
  new ServiceError(
    'NotAuthorizedException',
    `User cannot be confirmed. Current status is ${status}`,
  )
