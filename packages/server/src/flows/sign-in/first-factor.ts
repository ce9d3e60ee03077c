import { ServiceError } from '../../api/errors.ts'
import type { Password, User, UserStatus } from '../../records/user.ts'
import type { Services } from '../../store/services.ts'
import { askForNewPassword } from './challenges/new-password-required.ts'
import { finishSignIn, type Settle, settleIn } from './finish.ts'
import type { SignInAnswer, SignInCall } from './request.ts'

/** A password that was proven, and what must be settled in one write with what it leads to. */
export interface Proof {
  readonly user: User
  readonly password: Password
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
 * Goes on from a proven password: to a refusal, to the next challenge, or to tokens.
 *
 * The lock is settled first for those too who may not sign in: of guesses made all at once, the right one
 * would else be told by their status, however many wrong ones came before it.
 *
 * @throws UserNotConfirmedException, PasswordResetRequiredException, NotAuthorizedException (disabled,
 *   locked, expired, or the challenge was answered before).
 */
export async function passFirstFactor(
  call: SignInCall,
  proof: Proof,
  services: Services,
): Promise<SignInAnswer> {
  const { user, spent, lockoutSubject } = proof
  const now = services.clock.now()
  const settle: Settle = async ({ attempts, spentSessions }) => {
    if (spent && !(await spentSessions.spend(spent.id, spent.expiresAt))) return 'spent'
    return (await attempts.succeed(lockoutSubject, now)) ? undefined : 'locked'
  }
  const refusal = refusalOf(proof, now)
  if (!refusal && user.status !== 'FORCE_CHANGE_PASSWORD') {
    return await finishSignIn(call, user, settle, services)
  }
  await settleIn(services, settle, async () => {})
  if (refusal) throw refusal
  return askForNewPassword(call, user, services)
}

function refusalOf({ user, password }: Proof, now: number): ServiceError | undefined {
  if (!user.enabled) return new ServiceError('NotAuthorizedException', 'User is disabled.')
  const { temporaryUntil } = password
  if (temporaryUntil === undefined || now < temporaryUntil) return REFUSED_STATUS[user.status]?.()
  const message = 'Temporary password has expired and must be reset by an administrator.'
  return new ServiceError('NotAuthorizedException', message)
}
