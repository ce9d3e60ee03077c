import { ServiceError } from '../../api/errors.ts'
import { toBytes, toText } from '../../crypto/encoding.ts'
import type { Factor } from '../../records/session.ts'
import type { Level } from '../../rules/acr.ts'
import { MINUTE_MS } from '../../rules/durations.ts'
import type { FirstFactor } from '../../rules/first-factors.ts'
import { foldName } from '../../rules/usernames.ts'
import type { Services } from '../../store/services.ts'
import { checkSecretHash } from '../client-proof.ts'
import { type Chooser, findChooser } from './chooser.ts'
import type { Settle } from './outcome.ts'
import { requireValue, type SignInCall } from './request.ts'
import { invalidSession } from './session.ts'

/** Another key than that of the Sessions after a first factor: neither is ever taken for the other. */
const PURPOSE = 'choice'

/**
 * What a Session of a choice-based sign-in is for: a challenge, the confirmation of a sign-up, or the sign-in that
 * follows it.
 */
export type ChoicePurpose =
  | FirstFactor
  | 'SELECT_CHALLENGE'
  | 'PASSWORD_VERIFIER'
  | 'SIGNING_UP'
  | 'SIGNED_UP'

/**
 * Where a choice-based sign-in stands before its first factor is proven: sealed, kept by the client, answered
 * once. It has the same members for a name that nobody has, so that its length tells nothing.
 */
export interface ChoiceState {
  /** Spent by the answer that succeeds. Passkeys sign a challenge that is made from it. */
  readonly id: string
  readonly purpose: ChoicePurpose
  readonly poolId: string
  readonly clientId: string
  /** As typed. */
  readonly name: string
  /** The user's, or the simulated one of a name that nobody has. */
  readonly userId: string
  /** Keyed digests of the code that was sent and of where it went. */
  readonly code?: string
  readonly address?: string
  /** What the code of a confirmed sign-up proved. */
  readonly proven?: Factor
  /** The levels that it is to come to one of. */
  readonly targets?: readonly Level[]
  /** Milliseconds. */
  readonly expiresAt: number
}

/** A Session for a purpose. @param more what only that purpose keeps; an id where it is given from elsewhere. */
export function sealChoice(
  purpose: ChoicePurpose,
  { pool, client, targets }: Pick<SignInCall, 'pool' | 'client' | 'targets'>,
  { name, id: userId }: Pick<Chooser, 'name' | 'id'>,
  { keyring, random, clock }: Pick<Services, 'keyring' | 'random' | 'clock'>,
  more: Partial<Pick<ChoiceState, 'id' | 'code' | 'address' | 'proven'>> = {},
): string {
  const minutes = client.document.AuthSessionValidity ?? 3
  const state: ChoiceState = {
    id: random.uuid(),
    purpose,
    poolId: pool.id,
    clientId: client.id,
    name,
    userId,
    ...(targets && { targets }),
    ...more,
    expiresAt: clock.now() + minutes * MINUTE_MS,
  }
  return keyring.seal(PURPOSE, toBytes(JSON.stringify(state)))
}

/** The levels that the sign-in of a Session, if it is one of a choice, is to come to one of. */
export function targetsOf(
  session: string | undefined,
  { keyring }: Pick<Services, 'keyring'>,
): readonly Level[] | undefined {
  const plain = session === undefined ? undefined : keyring.open(PURPOSE, session)
  const state: ChoiceState | undefined = plain && JSON.parse(toText(plain))
  return state?.targets
}

/** Whether a Session is of a choice-based sign-in that has no factor proven yet. */
export const isChoice = (session: string | undefined, { keyring }: Services): boolean =>
  session !== undefined && keyring.open(PURPOSE, session) !== undefined

/**
 * The state of the Session that came with a call.
 *
 * @throws NotAuthorizedException for one that is made up, for another purpose, pool or client, or expired.
 */
export function readChoice(
  purpose: ChoicePurpose,
  call: SignInCall,
  services: Pick<Services, 'keyring' | 'clock'>,
): ChoiceState {
  const state = findChoice(purpose, call, services)
  if (!state) throw invalidSession()
  if (services.clock.now() < state.expiresAt) return state
  const message = 'Invalid session for the user, session is expired.'
  throw new ServiceError('NotAuthorizedException', message)
}

/** The same, expired or not; undefined for any other. */
export function findChoice(
  purpose: ChoicePurpose,
  { pool, client, session }: Pick<SignInCall, 'pool' | 'client' | 'session'>,
  { keyring }: Pick<Services, 'keyring'>,
): ChoiceState | undefined {
  const plain = session === undefined ? undefined : keyring.open(PURPOSE, session)
  const state: ChoiceState | undefined = plain && JSON.parse(toText(plain))
  const isTheirs = state?.clientId === client.id && state.poolId === pool.id
  return isTheirs && state.purpose === purpose ? state : undefined
}

/**
 * The state and the person of the Session that came with an answer. Clients answer under the name that was
 * typed or under the user's own; one rule for both, so that names that nobody has fare alike.
 *
 * @throws NotAuthorizedException as `readChoice`, for another user's, and when the person cannot sign in with
 *   the factor any more.
 */
export async function openChoice(
  purpose: FirstFactor | 'SELECT_CHALLENGE',
  call: SignInCall,
  services: Services,
): Promise<{ state: ChoiceState; chooser: Chooser }> {
  const { pool, client, values } = call
  const name = requireValue(call, 'USERNAME')
  checkSecretHash(client, values.SECRET_HASH, [name], services.keyring)
  const state = readChoice(purpose, call, services)
  const chooser = await findChooser(call, state.name, services)
  const names = [state.name, chooser.username].map((each) => foldName(each, pool.document))
  const isTheirs = chooser.id === state.userId && names.includes(foldName(name, pool.document))
  const isOffered = purpose === 'SELECT_CHALLENGE' || chooser.available.includes(purpose)
  if (!isTheirs || !isOffered) throw invalidSession()
  return { state, chooser }
}

/** Uses a Session up, in the write that its answer leads to. */
export const spendChoice =
  ({ id, expiresAt }: ChoiceState): Settle =>
  async ({ spentSessions }) =>
    (await spentSessions.spend(id, expiresAt)) ? undefined : 'spent'
