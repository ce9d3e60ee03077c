import { fromBase64Url } from './bytes.ts'

/** What a token claims. Read here without its signature: a client trusts whom it asked, over TLS. */
export type JwtPayload = JsonObject & {
  readonly exp?: number
  readonly iat?: number
  readonly nbf?: number
  readonly iss?: string
  readonly aud?: string | string[]
  readonly scope?: string
  readonly jti?: string
  readonly sub?: string
}

type Json = null | string | number | boolean | Json[] | JsonObject
interface JsonObject {
  [name: string]: Json
}

/** A token, read: `toString()` is what to send. */
export interface JWT {
  readonly payload: JwtPayload
  toString(): string
}

/**
 * Reads a token's payload.
 *
 * @throws TypeError when it is not a JSON Web Token.
 */
export function decodeJWT(token: string): JWT {
  const jwt = readJWT(token)
  if (jwt) return jwt
  throw new TypeError('This is not a JSON Web Token.')
}

/** As `decodeJWT`, or undefined when it is none. */
export function readJWT(token: string): JWT | undefined {
  const [, body = '', ...rest] = token.split('.')
  try {
    const payload = JSON.parse(new TextDecoder().decode(fromBase64Url(body)))
    if (rest.length === 1 && typeof payload === 'object' && payload) {
      return { payload, toString: () => token }
    }
  } catch {
    // As one that has not three parts.
  }
  return undefined
}
