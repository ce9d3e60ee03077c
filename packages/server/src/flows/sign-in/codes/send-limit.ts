import { ServiceError } from '../../../api/errors.ts'
import type { Pool } from '../../../records/pool.ts'
import type { User } from '../../../records/user.ts'
import { networkOf } from '../../../rules/caller-context.ts'
import { HOUR_MS } from '../../../rules/durations.ts'
import type { Services } from '../../../store/services.ts'
import { attemptSubject } from '../../attempt-limit.ts'
import type { Chooser } from '../chooser.ts'
import type { SignInCall } from '../request.ts'

/**
 * Nobody has proven anything yet who asks for these messages. One caller alone must not use up what a person may
 * have: it would keep them from signing in. Behind a proxy all callers are one.
 */
const MOST_FIRST_AN_HOUR = 30
const MOST_OF_ONE_CALLER = 10

/** Whoever asks for these messages proved a factor; a stolen one, or a stolen token, must not cost without end. */
const MOST_SECOND_AN_HOUR = 20

/**
 * Counts a code of a first factor that is about to be sent to a person, or to a name that nobody has.
 *
 * @throws TooManyRequestsException once as many were asked for within an hour.
 */
export async function countSend(
  { pool, caller }: SignInCall,
  { id: userId }: Pick<Chooser, 'id'>,
  services: Services,
): Promise<void> {
  const subjectOf = (what: string) => attemptSubject({ pool, userId, what }, services)
  const ofCaller = subjectOf(`first factor code to ${networkOf(caller)}`)
  const ofAll = subjectOf('first factor code')
  const now = services.clock.now()
  const isLeft = await services.write(
    async ({ attempts }) =>
      // What one caller asks for in vain leaves the person's own hour alone.
      (await attempts.take(ofCaller, MOST_OF_ONE_CALLER, HOUR_MS, now)) &&
      (await attempts.take(ofAll, MOST_FIRST_AN_HOUR, HOUR_MS, now)),
  )
  if (!isLeft) throw tooMany()
}

/** The same of a second factor. @throws TooManyRequestsException. */
export async function countSecondSend(
  pool: Pool,
  { id: userId }: Pick<User, 'id'>,
  services: Services,
): Promise<void> {
  const subject = attemptSubject({ pool, userId, what: 'second factor code' }, services)
  const now = services.clock.now()
  const isLeft = await services.write(({ attempts }) =>
    attempts.take(subject, MOST_SECOND_AN_HOUR, HOUR_MS, now),
  )
  if (!isLeft) throw tooMany()
}

/** What code operations say (LimitExceededException) is not declared here. */
const tooMany = () =>
  new ServiceError(
    'TooManyRequestsException',
    'Attempt limit exceeded, please try after some time.',
  )
