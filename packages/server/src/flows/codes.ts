import { ServiceError } from '../api/errors.ts'
import { isEqualSecret } from '../crypto/equal.ts'
import type { Code, CodePurpose } from '../records/code.ts'
import type { User } from '../records/user.ts'
import { HOUR_MS } from '../rules/durations.ts'
import type { Repositories } from '../store/repositories.ts'
import type { Services } from '../store/services.ts'

type Needs = Pick<Services, 'keyring' | 'random' | 'clock'>

export const CODE_LIFE_MS: Readonly<Record<CodePurpose, number>> = {
  'sign-up': 24 * HOUR_MS,
  'verify-email': 24 * HOUR_MS,
  'verify-phone_number': 24 * HOUR_MS,
  'reset-password': HOUR_MS,
}

/** Wrong guesses that burn a code, and guesses on codes of one purpose in an hour. */
export const MOST_GUESSES = 5
const MOST_GUESSES_AN_HOUR = 15

/**
 * A fresh six-digit code, and the record of it: the code itself is only ever in the message.
 *
 * @param clientId where only the client that asked may use it.
 */
export function makeCode(
  user: Pick<User, 'id'>,
  purpose: CodePurpose,
  address: { attribute: string; value: string },
  { keyring, random, clock }: Needs,
  clientId = '',
): { code: string; record: Code } {
  const code = String(random.below(1_000_000)).padStart(6, '0')
  const record: Code = {
    userId: user.id,
    purpose,
    attribute: address.attribute,
    destination: address.value,
    digest: digestOf(user.id, purpose, code, keyring),
    clientId,
    expiresAt: clock.now() + CODE_LIFE_MS[purpose],
  }
  return { code, record }
}

/** What came of a guess. Each is an outcome to keep, so none of them is thrown inside a write. */
export type GuessOutcome =
  | { readonly kind: 'right'; readonly code: Code }
  | { readonly kind: 'wrong' | 'none' | 'too-many' }

export interface Guess {
  readonly userId: string
  readonly purpose: CodePurpose
  readonly guess: string
  /** Whom the hour's guesses are counted for; the same for known and unknown names. */
  readonly subject: string
  /** The client that guesses: a code that another one asked for is wrong for it. */
  readonly clientId?: string
}

/**
 * Holds a guess against the user's live code, inside a write, and uses the right one up. A wrong one counts,
 * against the code and against the hour.
 */
export async function guessCode(
  guess: Guess,
  repositories: Pick<Repositories, 'codes' | 'attempts'>,
  services: Pick<Services, 'keyring' | 'clock'>,
): Promise<GuessOutcome> {
  const outcome = await tryCode(guess, repositories, services)
  if (outcome.kind !== 'right') return outcome
  return (await repositories.codes.consume(outcome.code)) ? outcome : { kind: 'none' }
}

/** The same, but the right one is counted only: whoever goes on from it uses it up. */
export async function tryCode(
  { userId, purpose, guess, subject, clientId = '' }: Guess,
  { codes, attempts }: Pick<Repositories, 'codes' | 'attempts'>,
  { keyring, clock }: Pick<Services, 'keyring' | 'clock'>,
): Promise<GuessOutcome> {
  const now = clock.now()
  if (!(await attempts.take(subject, MOST_GUESSES_AN_HOUR, HOUR_MS, now)))
    return { kind: 'too-many' }
  const code = await codes.guess(userId, purpose, MOST_GUESSES, now)
  if (!code) return { kind: 'none' }
  const isDigest = isEqualSecret(code.digest, digestOf(userId, purpose, guess, keyring))
  const isForClient = code.clientId === '' || code.clientId === clientId
  return isDigest && isForClient ? { kind: 'right', code } : { kind: 'wrong' }
}

/**
 * What a client is told of a guess that was not right.
 *
 * @param tooMany where the operation has another name for too many of them than ConfirmSignUp.
 */
export function guessError(
  kind: Exclude<GuessOutcome['kind'], 'right'>,
  tooMany?: () => ServiceError,
): ServiceError {
  return kind === 'too-many' && tooMany ? tooMany() : GUESS_ERRORS[kind]()
}

const GUESS_ERRORS = {
  wrong: () =>
    new ServiceError(
      'CodeMismatchException',
      'Invalid verification code provided, please try again.',
    ),
  none: () =>
    new ServiceError('ExpiredCodeException', 'Invalid code provided, please request a code again.'),
  'too-many': () =>
    new ServiceError(
      'TooManyFailedAttemptsException',
      'Attempt limit exceeded, please try after some time.',
    ),
}

const digestOf = (
  userId: string,
  purpose: CodePurpose,
  code: string,
  keyring: Services['keyring'],
): string => keyring.digest('code', `${userId} ${purpose} ${code}`)
