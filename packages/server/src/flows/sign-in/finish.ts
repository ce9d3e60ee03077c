import { ServiceError } from '../../api/errors.ts'
import type { Session } from '../../records/session.ts'
import type { User, UserStatus } from '../../records/user.ts'
import { tokenLifetimes } from '../../rules/token-validity.ts'
import type { Services } from '../../store/services.ts'
import { signTokens } from '../../tokens/issue.ts'
import { makeRefreshToken } from '../../tokens/refresh-token.ts'
import { locked } from './lockout.ts'
import type { SignInAnswer, SignInCall } from './request.ts'

/** What the conversation proved, and what of it must be settled in one write with the new session. */
export interface Proof {
  readonly user: User
  /** Whose failures are forgotten now; see lockout. */
  readonly lockoutSubject: string
  /** The challenge that was answered, which can be answered only once. */
  readonly spent?: { readonly id: string; readonly expiresAt: number }
}

/** Who proved a password may still not sign in. Said only now: before, it would tell who exists. */
const REFUSED_STATUS: Readonly<Partial<Record<UserStatus, () => ServiceError>>> = {
  UNCONFIRMED: () => new ServiceError('UserNotConfirmedException', 'User is not confirmed.'),
  RESET_REQUIRED: () =>
    new ServiceError('PasswordResetRequiredException', 'Password reset required for the user'),
}

/**
 * Ends a sign-in whose every factor was proven: opens a session and signs its tokens.
 *
 * @throws UserNotConfirmedException, PasswordResetRequiredException, NotAuthorizedException (disabled,
 *   locked, or the challenge was answered before).
 */
export async function finishSignIn(
  { pool, client }: SignInCall,
  proof: Proof,
  services: Services,
): Promise<SignInAnswer> {
  const { user, spent } = proof
  if (!user.enabled) throw new ServiceError('NotAuthorizedException', 'User is disabled.')
  const refused = REFUSED_STATUS[user.status]
  if (refused) throw refused()

  const now = services.clock.now()
  const session: Session = {
    id: services.random.uuid(),
    poolId: pool.id,
    clientId: client.id,
    userId: user.id,
    authenticatedAt: now,
    expiresAt: now + tokenLifetimes(client.document).refreshMs,
    revokedAt: undefined,
  }
  const result = await signTokens({ pool, client, user, session }, services)
  const outcome = await services.write(async ({ attempts, spentSessions, sessions }) => {
    if (spent && !(await spentSessions.spend(spent.id, spent.expiresAt))) return 'spent'
    if (!(await attempts.succeed(proof.lockoutSubject, now))) return 'locked'
    await sessions.insert(session)
    return 'open'
  })
  if (outcome === 'locked') throw locked()
  if (outcome === 'spent') throw invalidSession()
  const RefreshToken = makeRefreshToken(session.id, services.keyring)
  return { AuthenticationResult: { ...result, RefreshToken }, ChallengeParameters: {} }
}

export const invalidSession = (): ServiceError =>
  new ServiceError('NotAuthorizedException', 'Invalid session for the user.')
