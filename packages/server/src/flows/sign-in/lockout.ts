import { ServiceError } from '../../api/errors.ts'
import type { Pool } from '../../records/pool.ts'
import type { User } from '../../records/user.ts'
import { foldName } from '../../rules/usernames.ts'
import type { Services } from '../../store/services.ts'

/**
 * Under what a person's failed passwords are counted: the same whichever of their names was typed. Names
 * that nobody has are counted too, so that a lock says nothing about who exists.
 */
export function lockoutSubject(
  pool: Pool,
  user: User | undefined,
  typedName: string,
  { keyring }: Pick<Services, 'keyring'>,
): string {
  const who = user ? `user ${user.id}` : `name ${foldName(typedName, pool.document)}`
  return keyring.digest('attempts', `${pool.id} password ${who}`)
}

/** Refuses early, without work for the hash, while a lock holds. The count itself is settled in a write. */
export async function refuseLocked(
  subject: string,
  { attempts, clock }: Pick<Services, 'attempts' | 'clock'>,
): Promise<void> {
  if ((await attempts.lockedUntil(subject)) > clock.now()) throw locked()
}

/**
 * Counts a wrong password and answers what the client is told: the same for a wrong password and for an
 * unknown name where the client hides who exists.
 */
export async function countFailure(
  subject: string,
  { write, clock }: Pick<Services, 'write' | 'clock'>,
): Promise<ServiceError> {
  const isCounted = await write(({ attempts }) => attempts.fail(subject, clock.now()))
  return isCounted ? wrongPassword() : locked()
}

export const locked = (): ServiceError =>
  new ServiceError('NotAuthorizedException', 'Password attempts exceeded')

export const wrongPassword = (): ServiceError =>
  new ServiceError('NotAuthorizedException', 'Incorrect username or password.')
