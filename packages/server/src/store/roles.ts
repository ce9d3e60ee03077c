import type { Role } from '../records/role.ts'
import { changed, type Queries } from './queries.ts'
import type { Tables } from './tables.ts'

/** Which roles have which policy: as what, or as anything. */
export interface Using {
  readonly policyId: string
  readonly pathPrefix: string
  readonly usage: keyof typeof TABLES | undefined
}

const TABLES = {
  PermissionsPolicy: 'role_attachments',
  PermissionsBoundary: 'role_boundaries',
} as const

type Change = Partial<Pick<Role, 'description' | 'trustPolicy' | 'maxSessionDuration' | 'tags'>>

export const rolesIn = (db: Queries) => ({
  /** In any case: IAM gives no two roles names that differ in case alone. */
  async byName(name: string): Promise<Role | undefined> {
    const row = await db
      .selectFrom('roles')
      .selectAll()
      .where('name_key', '=', name.toLowerCase())
      .executeTakeFirst()
    return row && toRole(row)
  },

  async byId(id: string): Promise<Role | undefined> {
    const row = await db.selectFrom('roles').selectAll().where('id', '=', id).executeTakeFirst()
    return row && toRole(row)
  },

  /** Reads a role inside a write, and keeps every other write off it: see `forChange` of users. */
  async forChange(name: string): Promise<Role | undefined> {
    const row = await db
      .updateTable('roles')
      .set((e) => ({ created_at: e.ref('created_at') }))
      .where('name_key', '=', name.toLowerCase())
      .returningAll()
      .executeTakeFirst()
    return row && toRole(row)
  },

  /** By name; `limit` rows after that name whose path begins so. */
  async list(pathPrefix: string, limit: number, after?: string): Promise<Role[]> {
    let query = db
      .selectFrom('roles')
      .selectAll()
      .where('path', '>=', pathPrefix)
      .where('path', '<', `${pathPrefix}\uffff`)
    if (after !== undefined) query = query.where('name', '>', after)
    return (await query.orderBy('name').limit(limit).execute()).map(toRole)
  },

  /** Those that have a managed policy, by name; `limit` rows after that name whose path begins so. */
  async using(
    { policyId, pathPrefix, usage }: Using,
    limit: number,
    after?: string,
  ): Promise<Role[]> {
    const tables = usage ? [TABLES[usage]] : Object.values(TABLES)
    let query = db
      .selectFrom('roles')
      .selectAll()
      .where('path', '>=', pathPrefix)
      .where('path', '<', `${pathPrefix}\uffff`)
      .where((e) =>
        e.or(
          tables.map((table) =>
            e('id', 'in', e.selectFrom(table).select('role_id').where('policy_id', '=', policyId)),
          ),
        ),
      )
    if (after !== undefined) query = query.where('name', '>', after)
    return (await query.orderBy('name').limit(limit).execute()).map(toRole)
  },

  async count(): Promise<number> {
    const row = await db
      .selectFrom('roles')
      .select((e) => e.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    return Number(row.count)
  },

  /** False when the name is taken. */
  async insert(role: Role): Promise<boolean> {
    const result = await db
      .insertInto('roles')
      .values({
        id: role.id,
        name: role.name,
        name_key: role.name.toLowerCase(),
        path: role.path,
        description: role.description ?? null,
        trust_policy: role.trustPolicy,
        max_session_duration: role.maxSessionDuration,
        tags: JSON.stringify(role.tags),
        created_at: role.createdAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return Number(result.numInsertedOrUpdatedRows) === 1
  },

  /** Changes what is given and leaves the rest. */
  async update(id: string, change: Change): Promise<void> {
    const { description, trustPolicy, maxSessionDuration, tags } = change
    const values = {
      ...(description !== undefined && { description }),
      ...(trustPolicy !== undefined && { trust_policy: trustPolicy }),
      ...(maxSessionDuration !== undefined && { max_session_duration: maxSessionDuration }),
      ...(tags !== undefined && { tags: JSON.stringify(tags) }),
    }
    if (Object.keys(values).length === 0) return
    await db.updateTable('roles').set(values).where('id', '=', id).execute()
  },

  /** False when the role was gone already. */
  async remove(id: string): Promise<boolean> {
    return changed(await db.deleteFrom('roles').where('id', '=', id).executeTakeFirst()) === 1
  },
})

const toRole = (row: Tables['roles']): Role => ({
  id: row.id,
  name: row.name,
  path: row.path,
  description: row.description ?? undefined,
  trustPolicy: row.trust_policy,
  maxSessionDuration: row.max_session_duration,
  tags: JSON.parse(row.tags),
  createdAt: row.created_at,
})
