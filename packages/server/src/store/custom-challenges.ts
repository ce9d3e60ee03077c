import type { Queries } from './queries.ts'

/** What custom challenges are held against, sealed, where a Session is too short for it. */
export const customChallengesIn = (db: Queries) => ({
  async insert(id: string, sealed: string, expiresAt: number): Promise<void> {
    await db.insertInto('custom_challenges').values({ id, sealed, expires_at: expiresAt }).execute()
  },

  async sealedBy(id: string): Promise<string | undefined> {
    const row = await db
      .selectFrom('custom_challenges')
      .select('sealed')
      .where('id', '=', id)
      .executeTakeFirst()
    return row?.sealed
  },

  async remove(id: string): Promise<void> {
    await db.deleteFrom('custom_challenges').where('id', '=', id).execute()
  },

  async removeExpired(now: number): Promise<void> {
    await db.deleteFrom('custom_challenges').where('expires_at', '<=', now).execute()
  },
})
