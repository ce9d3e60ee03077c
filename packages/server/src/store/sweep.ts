import { DAY_MS, HOUR_MS } from '../rules/durations.ts'
import type { Repositories } from './repositories.ts'

/** How long what has run out stays for whoever looks into the database. */
const INBOX_DAYS = 7

/** Removes what has run out: nothing looks at it any more, and tables must not grow for ever. */
export async function sweep(repositories: Repositories, now: number): Promise<void> {
  await repositories.codes.removeExpired(now)
  await repositories.spentSessions.removeExpired(now)
  await repositories.customChallenges.removeExpired(now)
  await repositories.sessions.removeExpired(now)
  await repositories.attempts.removeBefore(now - HOUR_MS)
  await repositories.inbox.removeBefore(now - INBOX_DAYS * DAY_MS)
}
