import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../../api/errors.ts'
import { toBytes, toText } from '../../crypto/encoding.ts'
import type { User } from '../../records/user.ts'
import { MINUTE_MS } from '../../rules/durations.ts'
import type { Services } from '../../store/services.ts'
import { findUser } from '../find-user.ts'
import type { Factor, Progress } from './outcome.ts'
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
  /** Milliseconds. */
  readonly expiresAt: number
}

/** A Session for the next challenge of a user who has proven all that came before it. */
export function sealSession(
  challenge: ChallengeNameType,
  { client }: SignInCall,
  { user, proven }: Pick<Progress, 'user' | 'proven'>,
  { keyring, random, clock }: Services,
): string {
  const minutes = client.document.AuthSessionValidity ?? 3
  const state: SessionState = {
    id: random.uuid(),
    challenge,
    clientId: client.id,
    userId: user.id,
    proven,
    expiresAt: clock.now() + minutes * MINUTE_MS,
  }
  return keyring.seal(PURPOSE, toBytes(JSON.stringify(state)))
}

/**
 * The state and the user of the Session that came with an answer.
 *
 * @throws NotAuthorizedException for one that is made up, of another client, challenge or user, or expired, and
 *   when the user was disabled meanwhile.
 */
export async function openSession(
  challenge: ChallengeNameType,
  { pool, client, session, values }: SignInCall,
  services: Services,
): Promise<{ state: SessionState; user: User }> {
  const { keyring, clock } = services
  const plain = session === undefined ? undefined : keyring.open(PURPOSE, session)
  const state: SessionState | undefined = plain && JSON.parse(toText(plain))
  if (!state || state.challenge !== challenge || state.clientId !== client.id)
    throw invalidSession()
  if (clock.now() >= state.expiresAt) {
    const message = 'Invalid session for the user, session is expired.'
    throw new ServiceError('NotAuthorizedException', message)
  }
  // Clients answer under the user's own name, or under whichever of their names was typed.
  const user = await findUser(pool, values.USERNAME ?? '', services)
  if (user?.id !== state.userId) throw invalidSession()
  if (!user.enabled) throw new ServiceError('NotAuthorizedException', 'User is disabled.')
  return { state, user }
}

export const invalidSession = (): ServiceError =>
  new ServiceError('NotAuthorizedException', 'Invalid session for the user.')
