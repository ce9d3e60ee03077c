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
  const parts = token.split('.')
  try {
    const payload = JSON.parse(new TextDecoder().decode(fromBase64Url(parts[1] ?? '')))
    if (parts.length === 3 && typeof payload === 'object' && payload) {
      return { payload, toString: () => token }
    }
  } catch {
    // The same refusal as for three parts that are missing.
  }
  throw new TypeError('This is not a JSON Web Token.')
}
