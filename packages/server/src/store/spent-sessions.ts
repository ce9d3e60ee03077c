import type { Queries } from './queries.ts'

/** Which sealed sessions and secret blocks were used. Kept until they would have expired anyway. */
export const spentSessionsIn = (db: Queries) => ({
  /** Marks one as used. False when it was used before: exactly one of two requests that race wins. */
  async spend(id: string, expiresAt: number): Promise<boolean> {
    const result = await db
      .insertInto('spent_sessions')
      .values({ id, expires_at: expiresAt })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return Number(result.numInsertedOrUpdatedRows) === 1
  },

  /** Makes one good again, whose use came to nothing. */
  async giveBack(id: string): Promise<void> {
    await db.deleteFrom('spent_sessions').where('id', '=', id).execute()
  },

  async removeExpired(now: number): Promise<void> {
    await db.deleteFrom('spent_sessions').where('expires_at', '<=', now).execute()
  },
})
