import { AuthError } from '../core/errors.ts'
import { decodeJWT, type JwtPayload } from '../encoding/jwt.ts'

interface Expected {
  readonly name: string
  readonly issuers: readonly string[] | undefined
  readonly clientId: string
}

/**
 * Holds an ID token to OpenID Connect Core sections 3.1.3.7 and 12.2: from this provider, for this client,
 * and after a refresh about the same person. Its signature is not needed where it came over TLS. Answers its
 * claims.
 *
 * @throws InvalidTokens when it is another's.
 */
export function requireIdToken(token: string, expected: Expected, before?: string): JwtPayload {
  const claims = read(token)
  const { iss = '', sub, aud, azp } = claims
  const audiences = Array.isArray(aud) ? aud : [aud]
  const isForUs =
    audiences.includes(expected.clientId) && (azp === undefined || azp === expected.clientId)
  const isSamePerson = before === undefined || read(before).sub === sub
  if (expected.issuers?.includes(iss) && sub && isForUs && isSamePerson) return claims
  throw invalid(`${expected.name} answered an ID token that is another's.`)
}

function read(token: string): JwtPayload {
  try {
    return decodeJWT(token).payload
  } catch {
    throw invalid('An ID token could not be read.')
  }
}

const invalid = (message: string): AuthError => new AuthError('InvalidTokens', message)
