import type { Code } from '../records/code.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { checkPasswordPolicy } from '../rules/password-policy.ts'
import { aliasOf } from '../rules/usernames.ts'
import type { Repositories } from '../store/repositories.ts'
import type { Services } from '../store/services.ts'
import { demand } from './accept.ts'
import { afterConfirmation } from './after-confirmation.ts'
import { followAliases } from './aliases.ts'
import { attemptSubject, limitExceeded } from './attempt-limit.ts'
import { type GuessOutcome, guessError, tryCode } from './codes.ts'
import { findUser } from './find-user.ts'
import { type Forgetful, refusalOf } from './recovery.ts'
import { replacePassword } from './replace-password.ts'
import { lockoutSubject } from './sign-in/lockout.ts'
import { guessSimulatedCode } from './simulated-reset.ts'
import { hidesUsers, simulateUserId } from './unknown-user.ts'

interface Reset extends Forgetful {
  readonly code: string
  readonly password: string
}

/**
 * Sets a new password for whoever has the code. The code confirms the user and verifies the address that it
 * went to, and a lock after wrong passwords is lifted. Sessions go on, as with Cognito: an application that
 * wants them ended calls GlobalSignOut next, as OWASP's Forgot Password Cheat Sheet advises.
 *
 * The policy, which anybody may know, is checked first. The history is private: it is looked at only once
 * the code was right, and the code stays good for another password. So it is used up in a write of its own,
 * with the password, where of two requests that race one finds it gone.
 *
 * @throws InvalidPasswordException, CodeMismatchException, ExpiredCodeException, LimitExceededException,
 *   PasswordHistoryPolicyViolationException, NotAuthorizedException, UserNotFoundException, and what the trigger
 *   throws.
 */
export async function resetPassword(reset: Reset, services: Services): Promise<void> {
  const { pool, client, username, password } = reset
  const found = await findUser(pool, username, services)
  const refusal = refusalOf(found)
  if (refusal && !hidesUsers(client)) throw refusal
  demand(checkPasswordPolicy(password, pool.document.Policies?.PasswordPolicy ?? {}))

  const user = refusal ? undefined : found
  const guessed = await guess(reset, user, services)
  if (guessed.kind !== 'right') throw guessError(guessed.kind, limitExceeded)
  if (!user) throw guessError('none')
  const { replace } = await replacePassword(pool, user, password, services)
  const failure = await services.write(async (repositories) => {
    const failed = await useCode(pool, guessed.code, repositories, services)
    if (!failed) await replace(repositories)
    return failed
  })
  if (failure) throw guessError(failure)
  const { clientMetadata } = reset
  const by = 'ConfirmForgotPassword'
  await afterConfirmation({ pool, client, userId: user.id, by, clientMetadata }, services)
}

/** Holds the guess against the code. A right one does not count against it, since it may have to come again. */
async function guess(
  { pool, client, username, code }: Reset,
  user: User | undefined,
  services: Services,
): Promise<GuessOutcome> {
  const userId = user?.id ?? simulateUserId(pool, username, services)
  const subject = attemptSubject({ pool, userId, what: 'reset' }, services)
  const purpose = 'reset-password' as const
  return await services.write(async (repositories): Promise<GuessOutcome> => {
    const attempt = { userId, purpose, guess: code, subject, clientId: client.id }
    const outcome = await tryCode(attempt, repositories, services)
    if (outcome.kind === 'right') await repositories.codes.forgive(outcome.code)
    if (outcome.kind !== 'none' || !hidesUsers(client)) return outcome
    return { kind: await guessSimulatedCode({ pool, username }, repositories, services) }
  })
}

/** Uses the code up. It is worth nothing where its user or their address is not what it was sent to. */
async function useCode(
  pool: Pool,
  code: Code,
  { users, codes, attempts }: Repositories,
  services: Services,
): Promise<'none' | undefined> {
  const { userId, attribute, destination } = code
  const user = await users.forChange(userId)
  if (!user || refusalOf(user) || !(await codes.consume(code))) return 'none'
  if (user.attributes[attribute] !== destination) return 'none'
  const owner = await users.byAlias(pool.id, aliasOf(attribute, destination, pool.document))
  if (owner && owner.id !== userId) return 'none' // somebody else has proven since that it is theirs
  const now = services.clock.now()
  const attributes = { ...user.attributes, [`${attribute}_verified`]: 'true' }
  await users.update(userId, { status: 'CONFIRMED', attributes }, now)
  await followAliases({ pool, user, attributes }, users, now)
  await attempts.forget(lockoutSubject(pool, user, user.username, services))
  return undefined
}
