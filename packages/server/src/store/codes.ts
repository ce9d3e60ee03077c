import type { Code, CodePurpose } from '../records/code.ts'
import { changed, type Queries } from './queries.ts'

export const codesIn = (db: Queries) => ({
  /** Keeps a code; the user's earlier one for the same purpose is worth nothing from now on. */
  async put(code: Code): Promise<void> {
    const values = {
      attribute: code.attribute,
      destination: code.destination,
      digest: code.digest,
      client_id: code.clientId,
      attempts: 0,
      expires_at: code.expiresAt,
    }
    await db
      .insertInto('codes')
      .values({ user_id: code.userId, purpose: code.purpose, ...values })
      .onConflict((conflict) => conflict.columns(['user_id', 'purpose']).doUpdateSet(values))
      .execute()
  },

  /**
   * Counts a guess and answers the live code it is to be held against, or undefined when there is none
   * or its guesses are used up. The count stands in the update: of guesses that race, each one counts.
   */
  async guess(
    userId: string,
    purpose: CodePurpose,
    mostGuesses: number,
    now: number,
  ): Promise<Code | undefined> {
    const row = await db
      .updateTable('codes')
      .set((e) => ({ attempts: e('attempts', '+', 1) }))
      .where('user_id', '=', userId)
      .where('purpose', '=', purpose)
      .where('expires_at', '>', now)
      .where('attempts', '<', mostGuesses)
      .returning(['attribute', 'destination', 'digest', 'client_id', 'expires_at'])
      .executeTakeFirst()
    if (!row) return undefined
    const { attribute, destination, digest, client_id: clientId, expires_at: expiresAt } = row
    return { userId, purpose, attribute, destination, digest, clientId, expiresAt }
  },

  /** Takes back the count of a guess that was right but did not use the code up. */
  async forgive(code: Code): Promise<void> {
    await db
      .updateTable('codes')
      .set((e) => ({ attempts: e('attempts', '-', 1) }))
      .where('user_id', '=', code.userId)
      .where('purpose', '=', code.purpose)
      .where('digest', '=', code.digest)
      .where('attempts', '>', 0)
      .execute()
  },

  /** Where the user's last code of a purpose went, if it was not used and did not expire. */
  async destinationOf(
    userId: string,
    purpose: CodePurpose,
    now: number,
  ): Promise<string | undefined> {
    const row = await db
      .selectFrom('codes')
      .select('destination')
      .where('user_id', '=', userId)
      .where('purpose', '=', purpose)
      .where('expires_at', '>', now)
      .executeTakeFirst()
    return row?.destination
  },

  /** Uses a code up. False when another request did so first. */
  async consume(code: Code): Promise<boolean> {
    const result = await db
      .deleteFrom('codes')
      .where('user_id', '=', code.userId)
      .where('purpose', '=', code.purpose)
      .where('digest', '=', code.digest)
      .executeTakeFirst()
    return changed(result) === 1
  },

  async removeExpired(now: number): Promise<void> {
    await db.deleteFrom('codes').where('expires_at', '<=', now).execute()
  },
})
