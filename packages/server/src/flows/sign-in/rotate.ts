import { ServiceError } from '../../api/errors.ts'
import type { Client } from '../../records/client.ts'
import { isInGrace } from '../../rules/rotation.ts'
import type { Services } from '../../store/services.ts'
import type { SignedIn } from '../../tokens/access-token.ts'
import { makeRefreshToken, type RefreshTokenContent } from '../../tokens/refresh-token.ts'

/** How a client's refresh tokens rotate, or undefined where they do not. */
export const rotationOf = (client: Client): { graceSeconds: number } | undefined =>
  client.document.RefreshTokenRotation?.Feature === 'ENABLED'
    ? { graceSeconds: client.document.RefreshTokenRotation.RetryGracePeriodSeconds ?? 0 }
    : undefined

/**
 * Exchanges a refresh token for the next one of its session. Of two requests that race, one moves the
 * session on; the other then holds the token before, which is worth something only within the grace.
 *
 * A token that was exchanged before ends the whole session: either its owner or whoever exchanged it stole
 * it, and nobody can tell which (RFC 9700 §4.14.2; what Cognito does beyond the error is not known).
 *
 * @throws RefreshTokenReuseException, NotAuthorizedException when the session was revoked meanwhile.
 */
export async function rotate(
  content: RefreshTokenContent,
  { session }: SignedIn,
  { graceSeconds }: { graceSeconds: number },
  { write, clock, keyring }: Services,
): Promise<string> {
  const now = clock.now()
  const outcome = await write(async ({ sessions }) => {
    if (await sessions.rotate(session.id, content.rotation, now)) return content.rotation + 1
    const current = await sessions.byId(session.id)
    if (!current || current.revokedAt !== undefined) return 'revoked'
    if (isInGrace(content, current, graceSeconds, now)) return current.rotation
    await sessions.revoke(session.id, now)
    return 'reused'
  })
  if (outcome === 'reused') {
    throw new ServiceError('RefreshTokenReuseException', 'Refresh Token has been used already')
  }
  if (outcome === 'revoked') {
    throw new ServiceError('NotAuthorizedException', 'Refresh Token has been revoked')
  }
  return makeRefreshToken({ id: session.id, rotation: outcome }, keyring)
}
