import { ServiceError } from '../api/errors.ts'
import type { Activity, Session, Tracking } from '../records/session.ts'
import type { CallerContext } from '../rules/caller-context.ts'
import { deviceType } from '../rules/device-type.ts'
import { drawText, LOWER_CASE } from '../rules/draw-text.ts'
import { mostSessions, tracksSessions } from '../rules/session-config.ts'
import type { Services } from '../store/services.ts'
import { readPoolSessions } from './session-config.ts'

const ID_PREFIX = 'tkn'
const ID_CHARACTERS = 25

/**
 * Tracks a session that a sign-in opened, where its pool does, and ends those of its user that are one too many
 * with it. Not before the sign-in succeeded: one that comes to nothing ends no other.
 */
export async function startTracking(
  { id: sessionId, userId, poolId, authenticatedAt: now }: Session,
  caller: CallerContext,
  services: Services,
): Promise<void> {
  const config = await readPoolSessions(poolId, services)
  if (!tracksSessions(config)) return
  const id = `${ID_PREFIX}${drawText(services.random, ID_CHARACTERS, LOWER_CASE)}`
  const tracking: Tracking = { id, ...activityOf(caller, now) }
  const kept = mostSessions(config) - 1
  await services.write(async ({ users, trackedSessions }) => {
    // One sign-in of a user after another: those at once would each find room for one more.
    await users.forChange(userId)
    await trackedSessions.evict(userId, kept, now)
    await trackedSessions.track(sessionId, tracking)
  })
}

/** Notes where a tracked session is used. One that is not tracked, or no longer, is only read. */
export async function noteActivity(
  { id, poolId, tracking }: Session,
  caller: CallerContext,
  services: Services,
): Promise<void> {
  if (!tracking || !tracksSessions(await readPoolSessions(poolId, services))) return
  const activity = activityOf(caller, services.clock.now())
  await services.write(({ trackedSessions }) => trackedSessions.touch(id, activity))
}

const activityOf = ({ address, userAgent }: CallerContext, now: number): Activity => ({
  lastActiveAt: now,
  deviceType: deviceType(userAgent),
  address,
})

/**
 * Ends one of a user's sessions, with its refresh token and its access tokens. `LINKED` in RevokeAssociatedSessions
 * means the session of managed login that it came through: those of the API came through none, so that it ends no
 * more than `NONE` does.
 *
 * @throws ResourceNotFoundException, the same for one that is somebody else's, ended, run out or unknown.
 */
export async function revokeTracked(
  sessionId: string,
  userId: string,
  { write, clock }: Services,
): Promise<void> {
  const now = clock.now()
  if (await write(({ trackedSessions }) => trackedSessions.revoke(sessionId, userId, now))) return
  throw new ServiceError('ResourceNotFoundException', 'The session does not exist.')
}
