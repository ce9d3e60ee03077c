import type { User, UserStatus } from '../records/user.ts'
import type { Cursor } from './pools.ts'
import { changed, type Queries } from './queries.ts'
import type { Tables } from './tables.ts'

export const usersIn = (db: Queries) => ({
  async byId(id: string): Promise<User | undefined> {
    const row = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
    return row && toUser(row)
  },

  /** By user name, as the pool folds it. */
  async byUsernameKey(poolId: string, key: string): Promise<User | undefined> {
    const row = await db
      .selectFrom('users')
      .selectAll()
      .where('pool_id', '=', poolId)
      .where('username_key', '=', key)
      .executeTakeFirst()
    return row && toUser(row)
  },

  /** By another name that the user may sign in with; see rules/usernames. */
  async byAlias(poolId: string, alias: string): Promise<User | undefined> {
    const row = await db
      .selectFrom('aliases')
      .innerJoin('users', 'users.id', 'aliases.user_id')
      .selectAll('users')
      .where('aliases.pool_id', '=', poolId)
      .where('aliases.alias', '=', alias)
      .executeTakeFirst()
    return row && toUser(row)
  },

  /**
   * Reads a user inside a write, and keeps every other write off them until this one ends: an update that
   * changes nothing locks the row on any database. What is changed must be read by this.
   */
  async forChange(id: string): Promise<User | undefined> {
    const row = await db
      .updateTable('users')
      .set((e) => ({ modified_at: e.ref('modified_at') }))
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst()
    return row && toUser(row)
  },

  /** In order of creation; `limit` rows after the cursor. */
  async list(poolId: string, limit: number, after?: Cursor): Promise<User[]> {
    let query = db
      .selectFrom('users')
      .selectAll()
      .where('pool_id', '=', poolId)
      .orderBy('created_at')
      .orderBy('id')
      .limit(limit)
    if (after) {
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('created_at', 'id'), '>', tuple(after.createdAt, after.id)),
      )
    }
    return (await query.execute()).map(toUser)
  },

  async count(poolId: string): Promise<number> {
    const row = await db
      .selectFrom('users')
      .select((e) => e.fn.countAll<number>().as('count'))
      .where('pool_id', '=', poolId)
      .executeTakeFirstOrThrow()
    return Number(row.count)
  },

  /** False when the user name is taken. */
  async insert(user: User, usernameKey: string): Promise<boolean> {
    const result = await db
      .insertInto('users')
      .values({
        id: user.id,
        pool_id: user.poolId,
        username: user.username,
        username_key: usernameKey,
        status: user.status,
        enabled: user.enabled ? 1 : 0,
        attributes: JSON.stringify(user.attributes),
        created_at: user.createdAt,
        modified_at: user.modifiedAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return Number(result.numInsertedOrUpdatedRows) === 1
  },

  /**
   * Changes a user. With `from`, only while the status is still that one: false when it was another by then.
   */
  async update(
    userId: string,
    change: { status?: UserStatus; enabled?: boolean; attributes?: User['attributes'] },
    now: number,
    from?: UserStatus,
  ): Promise<boolean> {
    let query = db
      .updateTable('users')
      .set({
        modified_at: now,
        ...(change.status && { status: change.status }),
        ...(change.enabled !== undefined && { enabled: change.enabled ? 1 : 0 }),
        ...(change.attributes && { attributes: JSON.stringify(change.attributes) }),
      })
      .where('id', '=', userId)
    if (from) query = query.where('status', '=', from)
    return changed(await query.executeTakeFirst()) === 1
  },

  /** Removes the user with passwords, names, codes, sessions and memberships. False when gone already. */
  async remove(userId: string): Promise<boolean> {
    return changed(await db.deleteFrom('users').where('id', '=', userId).executeTakeFirst()) === 1
  },

  /** Gives a user another name to sign in with, unless somebody has it. Answers whose it is then. */
  async addAlias(poolId: string, alias: string, userId: string): Promise<string | undefined> {
    await db
      .insertInto('aliases')
      .values({ pool_id: poolId, alias, user_id: userId })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const row = await db
      .selectFrom('aliases')
      .select('user_id')
      .where('pool_id', '=', poolId)
      .where('alias', '=', alias)
      .executeTakeFirst()
    return row?.user_id
  },

  /** Takes a name from a user, if it is theirs. */
  async removeAlias(poolId: string, alias: string, userId: string): Promise<void> {
    await db
      .deleteFrom('aliases')
      .where('pool_id', '=', poolId)
      .where('alias', '=', alias)
      .where('user_id', '=', userId)
      .execute()
  },
})

export const toUser = (row: Tables['users']): User => ({
  id: row.id,
  poolId: row.pool_id,
  username: row.username,
  status: row.status as UserStatus, // only this file writes the column
  enabled: row.enabled === 1,
  attributes: JSON.parse(row.attributes),
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
})
