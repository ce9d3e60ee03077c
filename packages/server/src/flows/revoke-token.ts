import { ServiceError } from '../api/errors.ts'
import type { Client } from '../records/client.ts'
import type { Services } from '../store/services.ts'
import { readJwt } from '../tokens/jwt.ts'
import { readRefreshToken } from '../tokens/refresh-token.ts'

/**
 * Ends the session of a refresh token, and with it the access and ID tokens that came from it. A token
 * that is unknown, ended already or another client's changes nothing and says nothing (RFC 7009 §2.2).
 *
 * @throws UnsupportedTokenTypeException for an access or ID token, UnsupportedOperationException where the
 *   client was made without token revocation.
 */
export async function revokeToken(
  token: string,
  client: Client,
  { keyring, sessions, write, clock }: Services,
): Promise<void> {
  if (client.document.EnableTokenRevocation === false) {
    const message = 'Token revocation is not enabled for this client.'
    throw new ServiceError('UnsupportedOperationException', message)
  }
  if (readJwt(token)) {
    throw new ServiceError('UnsupportedTokenTypeException', 'Unsupported token type')
  }
  const content = readRefreshToken(token, keyring)
  const session = content && (await sessions.byId(content.sessionId))
  if (!session || session.clientId !== client.id || session.revokedAt !== undefined) return
  await write((repositories) => repositories.sessions.revoke(session.id, clock.now()))
}
