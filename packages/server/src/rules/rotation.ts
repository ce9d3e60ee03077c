import type { Session } from '../records/session.ts'
import { SECOND_MS } from './durations.ts'

/**
 * Whether a refresh token that is not its session's current one is still good: the one before it is, for
 * the client's grace, so that an answer lost on the way signs nobody out. Any other was used before, by its
 * owner or by a thief.
 */
export function isInGrace(
  token: { readonly rotation: number },
  session: Session,
  graceSeconds: number,
  now: number,
): boolean {
  // Of two requests at once, the second may have looked at the clock before the first was written: without a
  // grace there is none, whatever the times say.
  const isPrevious = graceSeconds > 0 && token.rotation === session.rotation - 1
  return isPrevious && now < (session.rotatedAt ?? 0) + graceSeconds * SECOND_MS
}
