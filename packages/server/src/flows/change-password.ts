import { ServiceError } from '../api/errors.ts'
import type { User } from '../records/user.ts'
import { checkPasswordPolicy } from '../rules/password-policy.ts'
import type { Services } from '../store/services.ts'
import type { SignedIn } from '../tokens/access-token.ts'
import { demand } from './accept.ts'
import { takeAttempt } from './attempt-limit.ts'
import { isPassword } from './passwords.ts'
import { replacePassword } from './replace-password.ts'
import {
  countFailure,
  locked,
  lockoutSubject,
  refuseLocked,
  wrongPassword,
} from './sign-in/lockout.ts'
import { requireReady } from './user-status.ts'

const MOST_CHANGES_AN_HOUR = 5

/**
 * Replaces the password of somebody who is signed in and knows the present one. A wrong one counts as at
 * sign-in: a stolen session is no way around the lock. Other sessions go on, as with Cognito.
 *
 * @param previous may be left out by a user who has no password only.
 * @throws NotAuthorizedException, InvalidPasswordException, PasswordHistoryPolicyViolationException,
 *   InvalidParameterException, LimitExceededException, PasswordResetRequiredException.
 */
export async function changePassword(
  { pool, user }: Pick<SignedIn, 'pool' | 'user'>,
  { previous, proposed }: { previous: string | undefined; proposed: string },
  services: Services,
): Promise<void> {
  requireReady(user)
  requireOwnPassword(user)
  demand(checkPasswordPolicy(proposed, pool.document.Policies?.PasswordPolicy ?? {}))
  const stored = await services.passwords.ofUser(user.id)
  if (stored && previous === undefined) throw previousMissing()
  const limited = { pool, userId: user.id, what: 'change password' }
  await takeAttempt(limited, MOST_CHANGES_AN_HOUR, services)

  const subject = lockoutSubject(pool, user, user.username, services)
  await refuseLocked(subject, services)
  const isProven =
    previous === undefined || (await isPassword(pool, user, stored, previous, services))
  if (!isProven) throw await countFailure(subject, services)
  const { replace } = await replacePassword(pool, user, proposed, services)
  const failure = await services.write(async (repositories) => {
    const { users, passwords, attempts } = repositories
    await users.forChange(user.id)
    // Of two changes that race, one proved a password that is not the user's any more.
    if ((await passwords.ofUser(user.id))?.sealed !== stored?.sealed) return wrongPassword
    if (!(await attempts.succeed(subject, services.clock.now()))) return locked
    await replace(repositories)
    return undefined
  })
  if (failure) throw failure()
}

/** A password that an administrator gave is replaced by signing in with it, which asks for what else is due. */
function requireOwnPassword({ status }: User): void {
  if (status !== 'FORCE_CHANGE_PASSWORD') return
  const message = 'User password cannot be changed in the current state.'
  throw new ServiceError('NotAuthorizedException', message)
}

const previousMissing = () =>
  new ServiceError('InvalidParameterException', 'Missing required parameter PreviousPassword')
