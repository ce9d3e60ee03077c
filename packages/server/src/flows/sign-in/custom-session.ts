import { toBytes, toText } from '../../crypto/encoding.ts'
import type { User } from '../../records/user.ts'
import { MINUTE_MS } from '../../rules/durations.ts'
import { foldName } from '../../rules/usernames.ts'
import type { Services } from '../../store/services.ts'
import type { Metadata } from '../../triggers/call-trigger.ts'
import type { PastChallenge } from '../../triggers/custom-challenge.ts'
import { findUser } from '../find-user.ts'
import { simulateUserId, simulateUsername } from '../unknown-user.ts'
import type { ProvenPassword } from './outcome.ts'
import type { SignInCall } from './request.ts'
import { expiredSession, invalidSession, isStillProven, keptOf, provenOf } from './session.ts'
import { settleIn } from './settle.ts'

/** Of its own, so that a Session of another challenge answers none of these, nor the other way round. */
const PURPOSE = 'custom session'
const LONG_PURPOSE = 'custom challenge'

/** The longest that the API takes back (SessionType). */
const LONGEST_SESSION = 2048

/** A custom sign-in between two calls. */
export interface CustomProgress {
  /** As typed. */
  readonly name: string
  /** Undefined for a name that nobody has, where that is not told. */
  readonly user: User | undefined
  readonly history: readonly PastChallenge[]
  /** The password that was proven as one step of it. */
  readonly password: ProvenPassword | undefined
}

/** What the next answer is held against. */
interface Kept {
  readonly history: readonly PastChallenge[]
  /** The private parameters and the metadata of the challenge. */
  readonly parameters: Metadata
  readonly metadata: string | null
}

interface CustomState {
  readonly id: string
  readonly poolId: string
  readonly clientId: string
  readonly name: string
  readonly userId: string
  /** A mark of the password that was proven: the Session ends when another takes its place. */
  readonly password?: string
  readonly passwordAt?: number
  /** Absent where it is in the store instead. */
  readonly kept?: Kept
  readonly expiresAt: number
}

/** The Session of a challenge that a function made. */
export async function sealCustom(
  { pool, client }: SignInCall,
  { name, user, password, history }: CustomProgress,
  challenge: Omit<Kept, 'history'>,
  services: Services,
): Promise<string> {
  const { keyring, random, clock, write } = services
  const kept: Kept = { ...challenge, history }
  const state: CustomState = {
    id: random.uuid(),
    poolId: pool.id,
    clientId: client.id,
    name,
    userId: user?.id ?? simulateUserId(pool, name, services),
    ...keptOf(password, keyring),
    expiresAt: clock.now() + (client.document.AuthSessionValidity ?? 3) * MINUTE_MS,
  }
  const whole = keyring.seal(PURPOSE, toBytes(JSON.stringify({ ...state, kept })))
  if (whole.length <= LONGEST_SESSION) return whole
  const sealed = keyring.seal(LONG_PURPOSE, toBytes(JSON.stringify(kept)), state.id)
  await write(({ customChallenges }) => customChallenges.insert(state.id, sealed, state.expiresAt))
  return keyring.seal(PURPOSE, toBytes(JSON.stringify(state)))
}

/**
 * Opens the Session that came with an answer and uses it up: it is good for one answer, right or wrong, so that
 * answers given all at once are one guess.
 *
 * @throws NotAuthorizedException for one that is made up, of another pool, client or user, expired or used.
 */
export async function takeCustom(
  { pool, client, session, values }: SignInCall,
  services: Services,
): Promise<{ progress: CustomProgress } & Omit<Kept, 'history'>> {
  const { keyring, clock } = services
  const plain = session === undefined ? undefined : keyring.open(PURPOSE, session)
  const state: CustomState | undefined = plain && JSON.parse(toText(plain))
  if (!state || state.clientId !== client.id || state.poolId !== pool.id) throw invalidSession()
  if (clock.now() >= state.expiresAt) throw expiredSession()
  const { name } = state
  const user = await findUser(pool, name, services)
  const userId = user?.id ?? simulateUserId(pool, name, services)
  // Clients answer under the name that was typed or under the one they were told; nobody's names fare alike.
  const username = user?.username ?? simulateUsername(pool, name, services)
  const names = [name, username].map((each) => foldName(each, pool.document))
  const isTheirs = names.includes(foldName(values.USERNAME ?? '', pool.document))
  if (!isTheirs || userId !== state.userId) throw invalidSession()
  const password = state.password && user ? await services.passwords.ofUser(user.id) : undefined
  if (!isStillProven(state, password, services)) throw invalidSession()
  const kept = state.kept ?? (await readKept(state, services))
  await settleIn(
    services,
    async ({ spentSessions }) =>
      (await spentSessions.spend(state.id, state.expiresAt)) ? undefined : 'spent',
    async ({ customChallenges }) => customChallenges.remove(state.id),
  )
  const { history, parameters, metadata } = kept
  const progress = { name, user, history, password: provenOf(state, password) }
  return { progress, parameters, metadata }
}

async function readKept(
  { id }: CustomState,
  { customChallenges, keyring }: Services,
): Promise<Kept> {
  const sealed = await customChallenges.sealedBy(id)
  const plain = sealed === undefined ? undefined : keyring.open(LONG_PURPOSE, sealed, id)
  if (!plain) throw invalidSession()
  return JSON.parse(toText(plain))
}
