import { fromBase64Url } from './bytes.ts'

/** What a token claims. Read here without its signature: a client trusts whom it asked, over TLS. */
export interface JwtPayload {
  readonly [claim: string]: unknown
  readonly exp?: number
  readonly iat?: number
  readonly iss?: string
  readonly sub?: string
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
