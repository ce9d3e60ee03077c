import { ServiceError } from '../api/errors.ts'
import type { Pool } from '../records/pool.ts'
import type { Activity, Session, Tracking } from '../records/session.ts'
import type { CallerContext } from '../rules/caller-context.ts'
import { deviceType } from '../rules/device-type.ts'
import { drawText, LOWER_CASE } from '../rules/draw-text.ts'
import { mostSessions, tracksSessions } from '../rules/session-config.ts'
import type { Repositories } from '../store/repositories.ts'
import type { Services } from '../store/services.ts'
import { readPoolSessions } from './session-config.ts'

const ID_PREFIX = 'tkn'
const ID_CHARACTERS = 25

/** How a session is opened where its pool tracks them. */
interface Opening {
  readonly tracking: Tracking
  /** Ends those that are one too many with it, within the write that opens it. */
  makeRoom(userId: string, repositories: Repositories): Promise<void>
}

/** What a sign-in opens its session with; undefined where the pool does not track them. */
export async function startTracking(
  pool: Pool,
  caller: CallerContext,
  now: number,
  services: Services,
): Promise<Opening | undefined> {
  const config = await readPoolSessions(pool.id, services)
  if (!tracksSessions(config)) return undefined
  const id = `${ID_PREFIX}${drawText(services.random, ID_CHARACTERS, LOWER_CASE)}`
  const tracking = { id, ...activityOf(caller, now) }
  const kept = mostSessions(config) - 1
  return {
    tracking,
    async makeRoom(userId, { users, trackedSessions }) {
      // One sign-in of a user after another: those at once would each find room for one more.
      await users.forChange(userId)
      await trackedSessions.evict(userId, kept, now)
    },
  }
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
