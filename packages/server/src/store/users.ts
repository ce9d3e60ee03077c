import type { Password, User, UserStatus } from '../records/user.ts'
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

  /** Moves a user on from one status. False when the status was another one by then. */
  async confirm(user: User, attributes: User['attributes'], now: number): Promise<boolean> {
    const result = await db
      .updateTable('users')
      .set({ status: 'CONFIRMED', attributes: JSON.stringify(attributes), modified_at: now })
      .where('id', '=', user.id)
      .where('status', '=', 'UNCONFIRMED')
      .executeTakeFirst()
    return changed(result) === 1
  },

  async password(userId: string): Promise<Password | undefined> {
    const row = await db
      .selectFrom('passwords')
      .select(['kind', 'sealed'])
      .where('user_id', '=', userId)
      .executeTakeFirst()
    return row && { kind: row.kind === 'argon2id' ? 'argon2id' : 'srp', sealed: row.sealed }
  },

  async setPassword(userId: string, password: Password, now: number): Promise<void> {
    const values = { kind: password.kind, sealed: password.sealed, changed_at: now }
    await db
      .insertInto('passwords')
      .values({ user_id: userId, ...values })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet(values))
      .execute()
  },

  /** Gives a user another name to sign in with. False when somebody, perhaps the user, has it already. */
  async addAlias(poolId: string, alias: string, userId: string): Promise<boolean> {
    const result = await db
      .insertInto('aliases')
      .values({ pool_id: poolId, alias, user_id: userId })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return Number(result.numInsertedOrUpdatedRows) === 1
  },

  /** Takes a name from whoever has it, and answers who that was. */
  async releaseAlias(poolId: string, alias: string): Promise<string | undefined> {
    const row = await db
      .deleteFrom('aliases')
      .where('pool_id', '=', poolId)
      .where('alias', '=', alias)
      .returning('user_id')
      .executeTakeFirst()
    return row?.user_id
  },

  async setAttributes(userId: string, attributes: User['attributes'], now: number): Promise<void> {
    await db
      .updateTable('users')
      .set({ attributes: JSON.stringify(attributes), modified_at: now })
      .where('id', '=', userId)
      .execute()
  },
})

const toUser = (row: Tables['users']): User => ({
  id: row.id,
  poolId: row.pool_id,
  username: row.username,
  status: row.status as UserStatus, // only this file writes the column
  enabled: row.enabled === 1,
  attributes: JSON.parse(row.attributes),
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
})
