import { ServiceError } from '../api/errors.ts'
import type { Pool } from '../records/pool.ts'
import { HOUR_MS } from '../rules/durations.ts'
import type { Services } from '../store/services.ts'

/** What a person may do a few times an hour only. */
export interface Limited {
  readonly pool: Pool
  /** A user's id, or the simulated one of a name that nobody has. */
  readonly userId: string
  readonly what: string
}

/** Under what a person's attempts are counted. */
export const attemptSubject = (
  { pool, userId, what }: Limited,
  { keyring }: Pick<Services, 'keyring'>,
): string => keyring.digest('attempts', `${pool.id} ${what} ${userId}`)

/**
 * Counts one attempt, before it is known what comes of it.
 *
 * @throws LimitExceededException once `most` were counted within an hour.
 */
export async function takeAttempt(
  limited: Limited,
  most: number,
  services: Pick<Services, 'keyring' | 'clock' | 'write'>,
): Promise<void> {
  const subject = attemptSubject(limited, services)
  const now = services.clock.now()
  const isLeft = await services.write(({ attempts }) => attempts.take(subject, most, HOUR_MS, now))
  if (!isLeft) throw limitExceeded()
}

export const limitExceeded = (): ServiceError =>
  new ServiceError('LimitExceededException', 'Attempt limit exceeded, please try after some time.')
