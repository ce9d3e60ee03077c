import type { Device } from '../records/device.ts'
import type { Activity, Session } from '../records/session.ts'
import { changed, type Queries } from './queries.ts'
import type { Tables } from './tables.ts'

export const sessionsIn = (db: Queries) => ({
  async byId(id: string): Promise<Session | undefined> {
    const row = await db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirst()
    return row && toSession(row)
  },

  async insert(session: Session): Promise<void> {
    await db
      .insertInto('sessions')
      .values({
        id: session.id,
        pool_id: session.poolId,
        client_id: session.clientId,
        user_id: session.userId,
        device_key: session.deviceKey ?? null,
        authenticated_at: session.authenticatedAt,
        proven: JSON.stringify(session.proven),
        password_mark: session.password?.mark ?? null,
        password_at: session.password?.provenAt ?? null,
        expires_at: session.expiresAt,
        revoked_at: session.revokedAt ?? null,
        rotation: session.rotation,
        rotated_at: session.rotatedAt ?? null,
        tracking_id: session.tracking?.id ?? null,
        ...activityColumns(session.tracking),
      })
      .execute()
  },

  /** Ends one session. False when it was ended, or gone, already. */
  async revoke(id: string, now: number): Promise<boolean> {
    const result = await db
      .updateTable('sessions')
      .set({ revoked_at: now })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    return changed(result) === 1
  },

  /** Moves a session's refresh token on by one. False when another request did so first. */
  async rotate(id: string, from: number, now: number): Promise<boolean> {
    const result = await db
      .updateTable('sessions')
      .set({ rotation: from + 1, rotated_at: now })
      .where('id', '=', id)
      .where('rotation', '=', from)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    return changed(result) === 1
  },

  /** Ends every session of a user. */
  async revokeAll(userId: string, now: number): Promise<void> {
    await db
      .updateTable('sessions')
      .set({ revoked_at: now })
      .where('user_id', '=', userId)
      .where('revoked_at', 'is', null)
      .execute()
  },

  /** Takes a device from the sessions that were opened on it: none of them can confirm it any more. */
  async leaveDevice({ key, userId }: Pick<Device, 'key' | 'userId'>): Promise<void> {
    await db
      .updateTable('sessions')
      .set({ device_key: null })
      .where('user_id', '=', userId)
      .where('device_key', '=', key)
      .execute()
  },

  async removeExpired(now: number): Promise<void> {
    await db.deleteFrom('sessions').where('expires_at', '<=', now).execute()
  },
})

export const toSession = (row: Tables['sessions']): Session => ({
  id: row.id,
  poolId: row.pool_id,
  clientId: row.client_id,
  userId: row.user_id,
  deviceKey: row.device_key ?? undefined,
  authenticatedAt: row.authenticated_at,
  proven: row.proven === null ? [] : JSON.parse(row.proven),
  password: toProvenPassword(row),
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at ?? undefined,
  rotation: row.rotation,
  rotatedAt: row.rotated_at ?? undefined,
  tracking: toTracking(row),
})

const toProvenPassword = (row: Tables['sessions']): Session['password'] =>
  row.password_mark === null || row.password_at === null
    ? undefined
    : { mark: row.password_mark, provenAt: row.password_at }

/** Where a session was used last; nowhere, where it is not tracked. */
export const activityColumns = (activity: Activity | undefined) => ({
  last_active_at: activity?.lastActiveAt ?? null,
  device_type: activity?.deviceType ?? null,
  last_address: activity?.address ?? null,
})

const toTracking = (row: Tables['sessions']): Session['tracking'] =>
  row.tracking_id === null
    ? undefined
    : {
        id: row.tracking_id,
        lastActiveAt: row.last_active_at ?? row.authenticated_at,
        deviceType: row.device_type ?? undefined,
        address: row.last_address ?? undefined,
      }
