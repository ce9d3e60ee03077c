import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../../api/errors.ts'
import { toBytes, toText } from '../../crypto/encoding.ts'
import type { Keyring } from '../../ports/keyring.ts'
import type { MfaFactor, SoftwareToken } from '../../records/mfa.ts'
import type { Factor } from '../../records/session.ts'
import type { Password, User } from '../../records/user.ts'
import type { Level } from '../../rules/acr.ts'
import { MINUTE_MS } from '../../rules/durations.ts'
import type { Services } from '../../store/services.ts'
import { findUser } from '../find-user.ts'
import type { Progress, ProvenPassword, Settle } from './outcome.ts'
import type { SignInCall } from './request.ts'

const PURPOSE = 'session'

/** Where a sign-in stands between two calls: sealed, kept by the client, answered once. */
export interface SessionState {
  /** Spent by the answer that succeeds. */
  readonly id: string
  /** The challenge that this Session may answer, and no other. */
  readonly challenge: ChallengeNameType
  readonly clientId: string
  readonly userId: string
  readonly proven: readonly Factor[]
  /** What a challenge that sends a code holds an answer against: the code's keyed digest. */
  readonly code?: string
  /** The factors that SELECT_MFA_TYPE and MFA_SETUP leave a choice of. */
  readonly factors?: readonly MfaFactor[]
  /** What MFA_SETUP has in hand. Nothing of it is the user's before the set-up is complete. */
  readonly setUp?: SetUp
  /** A mark of the password that was just proven: the Session ends when another takes its place. */
  readonly password?: string
  /** When it was proven; milliseconds. */
  readonly passwordAt?: number
  /** The levels that the sign-in is to come to one of. */
  readonly targets?: readonly Level[]
  /** The device that is to be proven, or was. */
  readonly device?: string
  /** Which SECRET_BLOCK the proof of a device is made with: its keyed digest. */
  readonly exchange?: string
  /** Milliseconds. */
  readonly expiresAt: number
}

/** A factor that is being set up: an address that a code was sent to, or an authenticator app. */
type SetUp =
  | { readonly factor: 'EMAIL_OTP'; readonly address: string }
  | {
      readonly factor: 'SOFTWARE_TOKEN_MFA'
      readonly token: SoftwareToken
      /** The time step of the code that proved that the app has the secret; absent before. */
      readonly step?: number
    }

/** What only some challenges keep; made when the Session's id is known. */
type More = (id: string) => Pick<SessionState, 'code' | 'factors' | 'setUp' | 'device' | 'exchange'>

/** A Session for the next challenge of a user who has proven all that came before it. */
export function sealSession(
  challenge: ChallengeNameType,
  { client }: Pick<SignInCall, 'client'>,
  { user, proven, password, device, targets }: Progress,
  { keyring, random, clock }: Services,
  more: More = () => ({}),
): string {
  const minutes = client.document.AuthSessionValidity ?? 3
  const id = random.uuid()
  const state: SessionState = {
    id,
    challenge,
    clientId: client.id,
    userId: user.id,
    proven,
    ...keptOf(password, keyring),
    ...(device !== undefined && { device }),
    ...(targets && { targets }),
    ...more(id),
    expiresAt: clock.now() + minutes * MINUTE_MS,
  }
  return seal(state, keyring)
}

/** The Session that takes another's place in the same challenge, with what was added to it. */
export const renewSession = (
  state: SessionState,
  added: Pick<SessionState, 'setUp'>,
  { keyring, random }: Pick<Services, 'keyring' | 'random'>,
): string => seal({ ...state, ...added, id: random.uuid() }, keyring)

const seal = (state: SessionState, keyring: Keyring): string =>
  keyring.seal(PURPOSE, toBytes(JSON.stringify(state)))

/**
 * The state of a Session, before it is known who sends it.
 *
 * @throws NotAuthorizedException for one that is made up, of another challenge, or expired.
 */
export function readSession(
  challenge: ChallengeNameType,
  session: string | undefined,
  { keyring, clock }: Pick<Services, 'keyring' | 'clock'>,
): SessionState {
  const plain = session === undefined ? undefined : keyring.open(PURPOSE, session)
  const state: SessionState | undefined = plain && JSON.parse(toText(plain))
  if (state?.challenge !== challenge) throw invalidSession()
  if (clock.now() < state.expiresAt) return state
  throw expiredSession()
}

/**
 * The state and the user of the Session that came with an answer.
 *
 * @throws NotAuthorizedException as `readSession`, for one of another client or user, and when the user was
 *   disabled meanwhile or the password that was proven is theirs no more.
 */
export async function openSession(
  challenge: ChallengeNameType,
  { pool, client, session, values }: SignInCall,
  services: Services,
): Promise<{ state: SessionState; user: User; progress: Progress }> {
  const state = readSession(challenge, session, services)
  if (state.clientId !== client.id) throw invalidSession()
  // Clients answer under the user's own name, or under whichever of their names was typed.
  const user = await findUser(pool, values.USERNAME ?? '', services)
  if (user?.id !== state.userId) throw invalidSession()
  const password = await requireStanding(state, user, services)
  const { proven, device, targets } = state
  const isProven = device !== undefined && proven.includes('device')
  const progress: Progress = {
    user,
    proven,
    password,
    device: isProven ? device : undefined,
    targets,
  }
  return { state, user, progress }
}

/**
 * What a Session was given for must still hold. Answers the password that was proven, where one was: the
 * Sessions that follow this one end with it too.
 *
 * @throws NotAuthorizedException when it does not.
 */
export async function requireStanding(
  state: SessionState,
  user: User,
  services: Services,
): Promise<ProvenPassword | undefined> {
  const password = await services.passwords.ofUser(user.id)
  if (!isStillProven(state, password, services)) throw invalidSession()
  if (!user.enabled) throw new ServiceError('NotAuthorizedException', 'User is disabled.')
  return provenOf(state, password)
}

/** What a Session keeps of a password that was proven. */
export const keptOf = (
  password: ProvenPassword | undefined,
  keyring: Keyring,
): Pick<SessionState, 'password' | 'passwordAt'> =>
  password ? { password: markOf(password, keyring), passwordAt: password.provenAt } : {}

/** The password that a Session was given for, where it was given for one; it must be the user's still. */
export const provenOf = (
  { password: mark, passwordAt = 0 }: Pick<SessionState, 'password' | 'passwordAt'>,
  password: Password | undefined,
): ProvenPassword | undefined =>
  mark === undefined || !password ? undefined : { ...password, provenAt: passwordAt }

/**
 * Whether the password that a Session was given for is the user's still. It is asked before an answer is looked
 * at, and again inside the write that settles it: an administrator who takes a password back may come between.
 */
export const isStillProven = (
  { password }: Pick<SessionState, 'password'>,
  current: Password | undefined,
  { keyring }: Pick<Services, 'keyring'>,
): boolean =>
  password === undefined || (current !== undefined && markOf(current, keyring) === password)

/** Uses a Session up, in the write that its answer leads to, if what it was given for holds still. */
export const spendSession =
  (state: SessionState, services: Pick<Services, 'keyring'>): Settle =>
  async ({ spentSessions, passwords }) => {
    if (!isStillProven(state, await passwords.ofUser(state.userId), services)) return 'spent'
    return (await spentSessions.spend(state.id, state.expiresAt)) ? undefined : 'spent'
  }

/** Two of the same password have two marks: each was sealed under a nonce of its own. */
export const markOf = ({ sealed }: Password, keyring: Keyring): string =>
  keyring.digest('proven password', sealed)

export const expiredSession = (): ServiceError =>
  new ServiceError('NotAuthorizedException', 'Invalid session for the user, session is expired.')

export const invalidSession = (): ServiceError =>
  new ServiceError('NotAuthorizedException', 'Invalid session for the user.')
