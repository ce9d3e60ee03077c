import type { Device, DeviceStatus } from '../records/device.ts'
import type { Cursor } from './pools.ts'
import { changed, type Queries } from './queries.ts'
import type { Tables } from './tables.ts'

/** Whose device: a key alone never reaches another person's. */
type Owned = Pick<Device, 'key' | 'userId'>

export const devicesIn = (db: Queries) => ({
  async find({ key, userId }: Owned): Promise<Device | undefined> {
    const row = await db
      .selectFrom('devices')
      .selectAll()
      .where('key', '=', key)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    return row && toDevice(row)
  },

  /** In order of creation, `limit` rows after the cursor, whose id is a device's key. */
  async list(userId: string, limit: number, after?: Cursor): Promise<Device[]> {
    let query = db
      .selectFrom('devices')
      .selectAll()
      .where('user_id', '=', userId)
      .orderBy('created_at')
      .orderBy('key')
      .limit(limit)
    if (after) {
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('created_at', 'key'), '>', tuple(after.createdAt, after.id)),
      )
    }
    return (await query.execute()).map(toDevice)
  },

  /** The keys of all but the `kept` that were proven last. */
  async beyond(userId: string, kept: number): Promise<string[]> {
    const rows = await db
      .selectFrom('devices')
      .select('key')
      .where('user_id', '=', userId)
      .where('key', 'not in', (query) =>
        query
          .selectFrom('devices as proven')
          .select('proven.key')
          .where('proven.user_id', '=', userId)
          .orderBy('proven.authenticated_at', 'desc')
          .orderBy('proven.created_at', 'desc')
          .orderBy('proven.key', 'desc')
          .limit(kept),
      )
      .execute()
    return rows.map(({ key }) => key)
  },

  /** False when the device was confirmed before. */
  async insert(device: Device): Promise<boolean> {
    const result = await db
      .insertInto('devices')
      .values({
        key: device.key,
        user_id: device.userId,
        group_key: device.groupKey,
        name: device.name ?? null,
        sealed_secret: device.sealedSecret,
        status: device.status,
        trusted: device.isTrusted ? 1 : 0,
        last_address: device.lastAddress ?? null,
        created_at: device.createdAt,
        modified_at: device.modifiedAt,
        authenticated_at: device.authenticatedAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return Number(result.numInsertedOrUpdatedRows) === 1
  },

  /**
   * Keeps when, and from where, a device was last proven, and whether it is trusted from now on; one that was stays
   * so. False when it was forgotten meanwhile.
   */
  async markProven(
    { key, userId }: Owned,
    { now, address, isTrusted }: { now: number; address: string | undefined; isTrusted: boolean },
  ): Promise<boolean> {
    const result = await db
      .updateTable('devices')
      .set({
        authenticated_at: now,
        last_address: address ?? null,
        ...(isTrusted && { trusted: 1 }),
      })
      .where('key', '=', key)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    return changed(result) === 1
  },

  /** False when the user has no such device. */
  async setStatus({ key, userId }: Owned, status: DeviceStatus, now: number): Promise<boolean> {
    const result = await db
      .updateTable('devices')
      .set({ status, modified_at: now })
      .where('key', '=', key)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    return changed(result) === 1
  },

  /** False when the user has no such device. */
  async remove({ key, userId }: Owned): Promise<boolean> {
    const result = await db
      .deleteFrom('devices')
      .where('key', '=', key)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    return changed(result) === 1
  },
})

const toDevice = (row: Tables['devices']): Device => ({
  key: row.key,
  userId: row.user_id,
  groupKey: row.group_key,
  name: row.name ?? undefined,
  sealedSecret: row.sealed_secret ?? '', // every row has one: a device is written when it is confirmed
  status: row.status === 'remembered' ? 'remembered' : 'not_remembered',
  isTrusted: row.trusted === 1,
  lastAddress: row.last_address ?? undefined,
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
  authenticatedAt: row.authenticated_at,
})
