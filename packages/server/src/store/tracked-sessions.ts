import type { Activity, Session, Tracking } from '../records/session.ts'
import type { Cursor } from './pools.ts'
import { changed, type Queries } from './queries.ts'
import { activityColumns, toSession } from './sessions.ts'

/** Sessions as their owners see them: those that were opened while their pool tracked sessions. */
export const trackedSessionsIn = (db: Queries) => ({
  /** A user's, without those that were ended or have run out, in order of creation; `limit` rows after the cursor. */
  async list(userId: string, now: number, limit: number, after?: Cursor): Promise<Session[]> {
    let query = db
      .selectFrom('sessions')
      .selectAll()
      .where('user_id', '=', userId)
      .where('tracking_id', 'is not', null)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now)
      .orderBy('authenticated_at')
      .orderBy('id')
      .limit(limit)
    if (after) {
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('authenticated_at', 'id'), '>', tuple(after.createdAt, after.id)),
      )
    }
    return (await query.execute()).map(toSession)
  },

  /** Ends those of a user's that were used least recently, so that no more than `kept` are left. */
  async evict(userId: string, kept: number, now: number): Promise<void> {
    await db
      .updateTable('sessions')
      .set({ revoked_at: now })
      .where('user_id', '=', userId)
      .where('tracking_id', 'is not', null)
      .where('revoked_at', 'is', null)
      .where('id', 'not in', (query) =>
        query
          .selectFrom('sessions as used')
          .select('used.id')
          .where('used.user_id', '=', userId)
          .where('used.tracking_id', 'is not', null)
          .where('used.revoked_at', 'is', null)
          .where('used.expires_at', '>', now)
          .orderBy('used.last_active_at', 'desc')
          .orderBy('used.authenticated_at', 'desc')
          .orderBy('used.id', 'desc')
          .limit(kept),
      )
      .execute()
  },

  /** Tracks a session from now on. */
  async track(id: string, tracking: Tracking): Promise<void> {
    await db
      .updateTable('sessions')
      .set({ tracking_id: tracking.id, ...activityColumns(tracking) })
      .where('id', '=', id)
      .execute()
  },

  /** Notes that a session was used. Nothing is noted of one that was ended meanwhile. */
  async touch(id: string, activity: Activity): Promise<void> {
    await db
      .updateTable('sessions')
      .set(activityColumns(activity))
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .execute()
  },

  /** Ends one by the name that the API has for it. False when the user has no such session, or no longer. */
  async revoke(trackingId: string, userId: string, now: number): Promise<boolean> {
    const result = await db
      .updateTable('sessions')
      .set({ revoked_at: now })
      .where('tracking_id', '=', trackingId)
      .where('user_id', '=', userId)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirst()
    return changed(result) === 1
  },
})
