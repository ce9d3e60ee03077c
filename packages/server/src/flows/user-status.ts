import { ServiceError } from '../api/errors.ts'
import type { User, UserStatus } from '../records/user.ts'

const REFUSED: Readonly<Partial<Record<UserStatus, () => ServiceError>>> = {
  UNCONFIRMED: () => new ServiceError('UserNotConfirmedException', 'User is not confirmed.'),
  RESET_REQUIRED: () =>
    new ServiceError('PasswordResetRequiredException', 'Password reset required for the user'),
}

/** Why a person whose password or session is right may go no further, or undefined. */
export const refusedStatus = ({ status }: Pick<User, 'status'>): ServiceError | undefined =>
  REFUSED[status]?.()

/**
 * Holds what a session lets a person do against what an administrator did to their account since.
 *
 * @throws PasswordResetRequiredException, UserNotConfirmedException.
 */
export function requireReady(user: Pick<User, 'status'>): void {
  const refusal = refusedStatus(user)
  if (refusal) throw refusal
}
