import type { MfaFactor } from '../../../records/mfa.ts'
import type { Pool } from '../../../records/pool.ts'
import type { User } from '../../../records/user.ts'
import { HOUR_MS } from '../../../rules/durations.ts'
import type { Services } from '../../../store/services.ts'
import { locked, refuseLocked } from '../lockout.ts'
import { invalidSession, type SessionState } from '../session.ts'

/** Guesses that one Session may be used for. */
const MOST_GUESSES = 5

/**
 * Counts a guess at a factor that is a code before it is looked at, so that guesses made all at once count
 * too, and answers what the user's wrong ones are counted under: five in a row lock, as wrong passwords do. Each
 * second factor has a count of its own: the right code of one says nothing of guesses at another.
 *
 * @param what first and second factors apart: else whoever knows a name alone could lock somebody's second.
 * @throws NotAuthorizedException when the Session's guesses are used up, or a lock holds.
 */
export async function takeGuess(
  pool: Pool,
  user: Pick<User, 'id'>,
  state: Pick<SessionState, 'id'>,
  services: Services,
  what: 'first factor' | 'device' | MfaFactor,
): Promise<string> {
  const { keyring, write, clock } = services
  const lock = keyring.digest('attempts', `${pool.id} ${what} ${user.id}`)
  await refuseLocked(lock, services)
  const session = keyring.digest('attempts', `session ${state.id}`)
  const isLeft = await write(({ attempts }) =>
    attempts.take(session, MOST_GUESSES, HOUR_MS, clock.now()),
  )
  if (!isLeft) throw invalidSession()
  return lock
}

/** Counts a wrong guess. @throws NotAuthorizedException while a lock holds: it says nothing of the code. */
export async function countWrongCode(
  lock: string,
  { write, clock }: Pick<Services, 'write' | 'clock'>,
): Promise<void> {
  const isCounted = await write(({ attempts }) => attempts.fail(lock, clock.now()))
  if (!isCounted) throw locked()
}
