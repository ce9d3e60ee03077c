import { ServiceError } from '../api/errors.ts'
import type { Client } from '../records/client.ts'
import type { Code } from '../records/code.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { aliasOf } from '../rules/usernames.ts'
import type { Repositories } from '../store/repositories.ts'
import type { Services } from '../store/services.ts'
import { type GuessOutcome, guessCode, guessError } from './codes.ts'
import { findUser } from './find-user.ts'
import { combinationNotFound, hidesUsers, simulateUserId } from './unknown-user.ts'

interface Confirmation {
  readonly pool: Pool
  readonly client: Client
  readonly username: string
  readonly code: string
  /** Whether an alias that another user holds moves to this one. */
  readonly forceAlias: boolean
}

/**
 * Confirms a sign-up with the code that was sent: the user may sign in, the address is verified, and where
 * the pool has it as an alias, it is a name to sign in with.
 *
 * @throws CodeMismatchException, ExpiredCodeException, TooManyFailedAttemptsException,
 *   AliasExistsException, NotAuthorizedException, UserNotFoundException.
 */
export async function confirmSignUp(request: Confirmation, services: Services): Promise<void> {
  const { pool, client, username, code } = request
  const user = await findUser(pool, username, services)
  if (!user && !hidesUsers(client)) throw combinationNotFound()
  if (user && user.status !== 'UNCONFIRMED') throw notUnconfirmed(user)
  const userId = user?.id ?? simulateUserId(pool, username, services)
  const subject = services.keyring.digest('attempts', `${pool.id} confirm ${userId}`)

  const outcome = await services.write(async (repositories) => {
    const guess = { userId, purpose: 'sign-up', guess: code, subject } as const
    const guessed = await guessCode(guess, repositories, services)
    // A name that nobody has never had a code, but says "wrong", as one that has would.
    if (guessed.kind !== 'right') return guessed.kind === 'none' && !user ? 'wrong' : guessed.kind
    return user ? await confirm(request, user, guessed.code, repositories, services) : 'none'
  })
  if (outcome === 'not-unconfirmed') throw notUnconfirmed({ status: 'CONFIRMED' })
  if (outcome !== 'confirmed') throw guessError(outcome)
}

/** The other half of a right guess. An alias that is taken throws: the code is then not used up. */
async function confirm(
  { pool, forceAlias }: Confirmation,
  user: User,
  { attribute, destination }: Code,
  { users }: Pick<Repositories, 'users'>,
  { clock }: Services,
): Promise<'confirmed' | 'not-unconfirmed' | Exclude<GuessOutcome['kind'], 'right'>> {
  const now = clock.now()
  const isStillTheirs = user.attributes[attribute] === destination
  if (!isStillTheirs) return 'none'
  const attributes = { ...user.attributes, [`${attribute}_verified`]: 'true' }
  if (!(await users.confirm(user, attributes, now))) return 'not-unconfirmed'
  if (!pool.document.AliasAttributes?.some((alias) => alias === attribute)) return 'confirmed'

  const alias = aliasOf(attribute, destination, pool.document)
  if (forceAlias) await takeAlias(pool, alias, attribute, users, now)
  if (await users.addAlias(pool.id, alias, user.id)) return 'confirmed'
  const message = `An account with the ${attribute} already exists.`
  throw new ServiceError('AliasExistsException', message)
}

/** The user who had the alias keeps the address, no longer verified. */
async function takeAlias(
  pool: Pool,
  alias: string,
  attribute: string,
  users: Repositories['users'],
  now: number,
): Promise<void> {
  const ownerId = await users.releaseAlias(pool.id, alias)
  const owner = ownerId && (await users.byId(ownerId))
  if (!owner) return
  const attributes = { ...owner.attributes, [`${attribute}_verified`]: 'false' }
  await users.setAttributes(owner.id, attributes, now)
}

const notUnconfirmed = ({ status }: Pick<User, 'status'>) =>
  new ServiceError(
    'NotAuthorizedException',
    `User cannot be confirmed. Current status is ${status}`,
  )
