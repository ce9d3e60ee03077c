/**
 * Cognito's password lockout: the fifth failure in a row locks for a second, each further one for twice
 * as long, up to about fifteen minutes; while locked, attempts fail and do not count; fifteen idle minutes
 * forget the failures. https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html
 * ("Lockout behavior for failed sign-in attempts"). The counting is one statement in store/attempts.ts.
 */
export const FAILURES_BEFORE_LOCK = 5
export const FIRST_LOCK_MS = 1_000
export const LONGEST_LOCK_MS = 15 * 60_000
export const IDLE_RESET_MS = 15 * 60_000
/** The last doubling that stays below the longest lock: 2^9 s = 8.5 min. */
export const MOST_DOUBLINGS = 9
