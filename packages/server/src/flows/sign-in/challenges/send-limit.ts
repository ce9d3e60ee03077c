import { ServiceError } from '../../../api/errors.ts'
import { HOUR_MS } from '../../../rules/durations.ts'
import type { Services } from '../../../store/services.ts'
import { attemptSubject, type Limited } from '../../attempt-limit.ts'

/**
 * Counts a code before it is sent.
 *
 * @throws TooManyRequestsException once `most` were asked for within an hour.
 */
export async function countSend(
  limited: Limited,
  most: number,
  services: Pick<Services, 'keyring' | 'clock' | 'write'>,
): Promise<void> {
  const subject = attemptSubject(limited, services)
  const now = services.clock.now()
  const isLeft = await services.write(({ attempts }) => attempts.take(subject, most, HOUR_MS, now))
  if (isLeft) return
  // What code operations say (LimitExceededException) is not declared here.
  const message = 'Attempt limit exceeded, please try after some time.'
  throw new ServiceError('TooManyRequestsException', message)
}
