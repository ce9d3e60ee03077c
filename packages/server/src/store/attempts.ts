import { sql } from 'kysely'
import {
  FAILURES_BEFORE_LOCK,
  FIRST_LOCK_MS,
  IDLE_RESET_MS,
  LONGEST_LOCK_MS,
  MOST_DOUBLINGS,
} from '../rules/lockout.ts'
import { changed, type Queries } from './queries.ts'

/**
 * Counters of failures and of events. The subject is a keyed digest: names of people, and names that
 * nobody has, look alike in the database.
 */
export const attemptsIn = (db: Queries) => ({
  async lockedUntil(subject: string): Promise<number> {
    const row = await db
      .selectFrom('attempts')
      .select('locked_until')
      .where('subject', '=', subject)
      .executeTakeFirst()
    return row?.locked_until ?? 0
  },

  /**
   * Counts a failure and sets the lock it leads to, in one statement, so that failures that race all
   * count. False while a lock holds: the failure is not counted then. See rules/lockout for the numbers.
   */
  async fail(subject: string, now: number): Promise<boolean> {
    const idleSince = time(now - IDLE_RESET_MS)
    // A lock is no idle time: else sitting out the longest one would be worth five fresh guesses.
    const isIdle = sql`(attempts.last_at < ${idleSince} and attempts.locked_until < ${idleSince})`
    const count = sql<number>`case when ${isIdle} then 1 else attempts.count + 1 end`
    const doublings = sql`attempts.count + 1 - ${sql.lit(FAILURES_BEFORE_LOCK)}`
    const lock = sql<number>`case
      when ${isIdle} or ${doublings} < 0 then 0
      when ${doublings} > ${sql.lit(MOST_DOUBLINGS)} then ${time(now + LONGEST_LOCK_MS)}
      else ${time(now)} + (${sql.lit(FIRST_LOCK_MS)} << cast(${doublings} as integer)) end`
    const result = await db
      .insertInto('attempts')
      .values({ subject, count: 1, last_at: now, locked_until: 0 })
      .onConflict((conflict) =>
        conflict
          .column('subject')
          .doUpdateSet({ count, last_at: now, locked_until: lock })
          .where('attempts.locked_until', '<=', now),
      )
      .executeTakeFirst()
    return Number(result.numInsertedOrUpdatedRows) === 1
  },

  /** Forgets the failures. False while a lock holds: even the right password does not open it. */
  async succeed(subject: string, now: number): Promise<boolean> {
    const result = await db
      .deleteFrom('attempts')
      .where('subject', '=', subject)
      .where('locked_until', '<=', now)
      .executeTakeFirst()
    return changed(result) === 1 || (await this.lockedUntil(subject)) <= now
  },

  /** Forgets whatever was counted, also while a lock holds. */
  async forget(subject: string): Promise<void> {
    await db.deleteFrom('attempts').where('subject', '=', subject).execute()
  },

  /** Whether anything was counted in a window that began after a time. */
  async isCountedSince(subject: string, time: number): Promise<boolean> {
    const row = await db
      .selectFrom('attempts')
      .select('subject')
      .where('subject', '=', subject)
      .where('last_at', '>', time)
      .executeTakeFirst()
    return row !== undefined
  },

  /** Counts an event of which only `most` may happen in a window of `windowMs`. False past that. */
  async take(subject: string, most: number, windowMs: number, now: number): Promise<boolean> {
    const isOver = sql`attempts.last_at <= ${time(now - windowMs)}`
    const result = await db
      .insertInto('attempts')
      .values({ subject, count: 1, last_at: now, locked_until: 0 })
      .onConflict((conflict) =>
        conflict
          .column('subject')
          .doUpdateSet({
            count: sql<number>`case when ${isOver} then 1 else attempts.count + 1 end`,
            last_at: sql<number>`case when ${isOver} then ${time(now)} else attempts.last_at end`,
          })
          .where((e) =>
            e.or([e('attempts.last_at', '<=', now - windowMs), e('attempts.count', '<', most)]),
          ),
      )
      .executeTakeFirst()
    return Number(result.numInsertedOrUpdatedRows) === 1
  },

  async removeBefore(time: number): Promise<void> {
    await db
      .deleteFrom('attempts')
      .where('last_at', '<', time)
      .where('locked_until', '<', time)
      .execute()
  },
})

/** Inside an expression PostgreSQL would take a bare number for a 32-bit one. */
const time = (milliseconds: number) => sql<number>`cast(${milliseconds} as bigint)`
