import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../api/errors.ts'
import type { Code } from '../records/code.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import {
  changeAttributes,
  isHeldBack,
  isProvable,
  type Provable,
} from '../rules/attribute-changes.ts'
import type { Repositories } from '../store/repositories.ts'
import type { Services } from '../store/services.ts'
import type { SignedIn } from '../tokens/access-token.ts'
import { followAliases } from './aliases.ts'
import { attemptSubject, limitExceeded, takeAttempt } from './attempt-limit.ts'
import { guessError, makeCode, tryCode } from './codes.ts'
import { sendCode } from './send-code.ts'
import type { Destination } from './send-message.ts'
import { requireReady } from './user-status.ts'
import type { Wording } from './word-message.ts'

const MOST_CODES_AN_HOUR = 5

type Person = Pick<SignedIn, 'pool' | 'user'>

/** A code that proves an address, and where it goes. */
export interface Challenge {
  readonly address: Destination
  readonly code: string
  readonly record: Code
}

export const makeChallenge = (user: User, address: Destination, services: Services): Challenge => ({
  address,
  ...makeCode(user, `verify-${address.attribute}`, address, services),
})

/** Sends a challenge that is in the store. @throws CodeDeliveryFailureException. */
export const sendChallenge = (
  {
    pool,
    user,
    challenge: { address, code },
    purpose,
    client,
    clientMetadata,
  }: Omit<Wording, 'purpose' | 'code'> & {
    challenge: Challenge
    purpose: 'UpdateUserAttribute' | 'VerifyUserAttribute'
  },
  services: Services,
): Promise<CodeDeliveryDetailsType> =>
  sendCode({ pool, client, user, address, code, purpose, clientMetadata }, services)

/**
 * Sends a person a code for an address of theirs, verified or not: to the one that waits to be proven, if
 * there is one.
 *
 * @throws InvalidParameterException, LimitExceededException, CodeDeliveryFailureException,
 *   PasswordResetRequiredException.
 */
export async function sendVerificationCode(
  {
    pool,
    client,
    user,
    clientMetadata,
  }: Person & Pick<SignedIn, 'client'> & Pick<Wording, 'clientMetadata'>,
  name: string,
  services: Services,
): Promise<CodeDeliveryDetailsType> {
  requireReady(user)
  const attribute = requireProvable(name)
  const value =
    (await waitingValue({ pool, user }, attribute, services)) ?? user.attributes[attribute]
  if (!value) throw new ServiceError('InvalidParameterException', MISSING[attribute])
  const limited = { pool, userId: user.id, what: 'verification code' }
  await takeAttempt(limited, MOST_CODES_AN_HOUR, services)
  const challenge = makeChallenge(user, { attribute, value }, services)
  await services.write(({ codes }) => codes.put(challenge.record))
  const sending = { pool, client, user, challenge, clientMetadata }
  return await sendChallenge({ ...sending, purpose: 'VerifyUserAttribute' }, services)
}

/**
 * Verifies an address with the code that went to it; one that waited becomes the person's. Where addresses
 * are names to sign in with, this one is from now on.
 *
 * @throws InvalidParameterException, CodeMismatchException, ExpiredCodeException, LimitExceededException,
 *   PasswordResetRequiredException, AliasExistsException (the code is then still good).
 */
export async function verifyAttribute(
  { pool, user }: Person,
  { name, code }: { name: string; code: string },
  services: Services,
): Promise<void> {
  requireReady(user)
  const attribute = requireProvable(name)
  const guess = {
    userId: user.id,
    purpose: `verify-${attribute}`,
    guess: code,
    subject: attemptSubject({ pool, userId: user.id, what: 'verify' }, services),
  } as const
  const failure = await services.write(async (repositories) => {
    const guessed = await tryCode(guess, repositories, services)
    if (guessed.kind !== 'right') return guessed.kind
    return await prove(pool, attribute, guessed.code, repositories, services)
  })
  if (failure) throw guessError(failure, limitExceeded)
}

/** The other half of a right guess, which uses the code up. An alias that is taken throws, and leaves it as it was. */
async function prove(
  pool: Pool,
  attribute: Provable,
  code: Code,
  { users, codes }: Repositories,
  { clock }: Services,
): Promise<'none' | undefined> {
  const { userId, destination } = code
  const user = await users.forChange(userId)
  if (!user) return 'none'
  // Another value than the present one either waits, or is one that the person gave up since.
  const isPresent = user.attributes[attribute] === destination
  if (!isPresent && !isHeldBack(attribute, pool.document)) return 'none'
  if (!(await codes.consume(code))) return 'none'
  const proven = { [attribute]: destination, [`${attribute}_verified`]: 'true' }
  const attributes = changeAttributes(user.attributes, proven)
  await users.update(userId, { attributes }, clock.now())
  await followAliases({ pool, user, attributes }, users, clock.now())
  return undefined
}

/** A new address that the pool holds back: known by the code that was sent to it, used up or not. */
async function waitingValue(
  { pool, user }: Person,
  attribute: Provable,
  { codes, clock }: Services,
): Promise<string | undefined> {
  if (!isHeldBack(attribute, pool.document)) return undefined
  return await codes.destinationOf(user.id, `verify-${attribute}`, clock.now())
}

function requireProvable(name: string): Provable {
  if (isProvable(name)) return name
  const message = 'Invalid attribute name. Only phone_number and email can be verified.'
  throw new ServiceError('InvalidParameterException', message)
}

/** As the real service words it (July 2026: floci-io/floci#1898). */
const MISSING: Readonly<Record<Provable, string>> = {
  email: 'User does not have a valid registered email address',
  phone_number: 'User does not have a valid registered phone number',
}
