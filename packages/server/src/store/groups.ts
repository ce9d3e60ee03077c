import type { Group } from '../records/group.ts'
import type { User } from '../records/user.ts'
import type { Cursor } from './pools.ts'
import { changed, type Queries } from './queries.ts'
import type { Tables } from './tables.ts'
import { toUser } from './users.ts'

export const groupsIn = (db: Queries) => ({
  async byName(poolId: string, name: string): Promise<Group | undefined> {
    const row = await db
      .selectFrom('groups')
      .selectAll()
      .where('pool_id', '=', poolId)
      .where('name', '=', name)
      .executeTakeFirst()
    return row && toGroup(row)
  },

  /** By name; `limit` rows after that name. */
  async list(poolId: string, limit: number, after?: string): Promise<Group[]> {
    let query = db.selectFrom('groups').selectAll().where('pool_id', '=', poolId)
    if (after !== undefined) query = query.where('name', '>', after)
    return (await query.orderBy('name').limit(limit).execute()).map(toGroup)
  },

  /** A user's groups by name; `limit` rows after that name. */
  async ofUser(userId: string, limit: number, after?: string): Promise<Group[]> {
    let query = db
      .selectFrom('group_members')
      .innerJoin('groups', (join) =>
        join
          .onRef('groups.pool_id', '=', 'group_members.pool_id')
          .onRef('groups.name', '=', 'group_members.group_name'),
      )
      .selectAll('groups')
      .where('group_members.user_id', '=', userId)
    if (after !== undefined) query = query.where('groups.name', '>', after)
    return (await query.orderBy('groups.name').limit(limit).execute()).map(toGroup)
  },

  /** A group's users in order of their creation; `limit` rows after the cursor. */
  async members(poolId: string, name: string, limit: number, after?: Cursor): Promise<User[]> {
    let query = db
      .selectFrom('group_members')
      .innerJoin('users', 'users.id', 'group_members.user_id')
      .selectAll('users')
      .where('group_members.pool_id', '=', poolId)
      .where('group_members.group_name', '=', name)
    if (after) {
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('users.created_at', 'users.id'), '>', tuple(after.createdAt, after.id)),
      )
    }
    const rows = await query.orderBy('users.created_at').orderBy('users.id').limit(limit).execute()
    return rows.map(toUser)
  },

  async count(poolId: string): Promise<number> {
    const row = await db
      .selectFrom('groups')
      .select((e) => e.fn.countAll<number>().as('count'))
      .where('pool_id', '=', poolId)
      .executeTakeFirstOrThrow()
    return Number(row.count)
  },

  /** False when the name is taken. */
  async insert(group: Group): Promise<boolean> {
    const result = await db
      .insertInto('groups')
      .values({
        pool_id: group.poolId,
        name: group.name,
        description: group.description ?? null,
        role_arn: group.roleArn ?? null,
        precedence: group.precedence ?? null,
        created_at: group.createdAt,
        modified_at: group.modifiedAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return Number(result.numInsertedOrUpdatedRows) === 1
  },

  /** Changes what is given and leaves the rest. Answers the group as it is then, or undefined when it is gone. */
  async update(
    poolId: string,
    name: string,
    change: Partial<Pick<Group, 'description' | 'roleArn' | 'precedence'>>,
    now: number,
  ): Promise<Group | undefined> {
    const { description, roleArn, precedence } = change
    const row = await db
      .updateTable('groups')
      .set({
        modified_at: now,
        ...(description !== undefined && { description }),
        ...(roleArn !== undefined && { role_arn: roleArn }),
        ...(precedence !== undefined && { precedence }),
      })
      .where('pool_id', '=', poolId)
      .where('name', '=', name)
      .returningAll()
      .executeTakeFirst()
    return row && toGroup(row)
  },

  /** False when the group was gone already. */
  async remove(poolId: string, name: string): Promise<boolean> {
    const result = await db
      .deleteFrom('groups')
      .where('pool_id', '=', poolId)
      .where('name', '=', name)
      .executeTakeFirst()
    return changed(result) === 1
  },

  /** Adding somebody who is a member changes nothing. */
  async addMember(poolId: string, name: string, userId: string, now: number): Promise<void> {
    await db
      .insertInto('group_members')
      .values({ pool_id: poolId, group_name: name, user_id: userId, created_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  },

  async removeMember(poolId: string, name: string, userId: string): Promise<void> {
    await db
      .deleteFrom('group_members')
      .where('pool_id', '=', poolId)
      .where('group_name', '=', name)
      .where('user_id', '=', userId)
      .execute()
  },
})

const toGroup = (row: Tables['groups']): Group => ({
  poolId: row.pool_id,
  name: row.name,
  description: row.description ?? undefined,
  roleArn: row.role_arn ?? undefined,
  precedence: row.precedence ?? undefined,
  createdAt: row.created_at,
  modifiedAt: row.modified_at,
})
