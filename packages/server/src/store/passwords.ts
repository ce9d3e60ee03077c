import type { Password } from '../records/user.ts'
import type { Queries } from './queries.ts'

export const passwordsIn = (db: Queries) => ({
  async ofUser(userId: string): Promise<Password | undefined> {
    const row = await db
      .selectFrom('passwords')
      .select(['kind', 'sealed', 'temporary_until'])
      .where('user_id', '=', userId)
      .executeTakeFirst()
    return row && { ...toPassword(row), temporaryUntil: row.temporary_until ?? undefined }
  },

  async set(userId: string, password: Password, now: number): Promise<void> {
    const values = {
      kind: password.kind,
      sealed: password.sealed,
      temporary_until: password.temporaryUntil ?? null,
      changed_at: now,
    }
    await db
      .insertInto('passwords')
      .values({ user_id: userId, ...values })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet(values))
      .execute()
  },

  /** Leaves a user without a password. */
  async remove(userId: string): Promise<void> {
    await db.deleteFrom('passwords').where('user_id', '=', userId).execute()
  },

  /** The user's earlier passwords, the newest first. */
  async history(userId: string, most: number): Promise<Password[]> {
    const rows = await db
      .selectFrom('password_history')
      .select(['kind', 'sealed'])
      .where('user_id', '=', userId)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(most)
      .execute()
    return rows.map((row) => ({ ...toPassword(row), temporaryUntil: undefined }))
  },

  /** Keeps a password that is being replaced. */
  async remember(id: string, userId: string, password: Password, now: number): Promise<void> {
    await db
      .insertInto('password_history')
      .values({
        id,
        user_id: userId,
        kind: password.kind,
        sealed: password.sealed,
        created_at: now,
      })
      .execute()
  },
})

const toPassword = (row: { kind: string; sealed: string }): Pick<Password, 'kind' | 'sealed'> => ({
  kind: row.kind === 'argon2id' ? 'argon2id' : 'srp',
  sealed: row.sealed,
})
