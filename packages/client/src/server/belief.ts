/**
 * What of the tokens in a request's cookies is believed. A cookie is whatever its sender says: `httpOnly`
 * keeps a page from it, and not the person who sits before the browser.
 */
import { type AuthCore, userPoolOf } from '../core/core.ts'
import { fromBase64Url, utf8 } from '../encoding/bytes.ts'
import { decodeJWT, type JwtPayload } from '../encoding/jwt.ts'
import { COGNITO, readTokenSet, type TokenSet } from '../session/tokens.ts'
import type { FindKey } from './pool-keys.ts'

/** How far this server's clock may be ahead of the pool's. A cookie that says more would never expire. */
const MOST_AHEAD_MS = 5 * 60_000

/** Whether all tokens of a stored set are the user pool's own, for this application and one person. */
export async function areGenuine(core: AuthCore, stored: string, find: FindKey): Promise<boolean> {
  const { userPoolClientId } = userPoolOf(core)
  try {
    const { accessToken, idToken } = readTokenSet(stored, COGNITO) ?? { accessToken: '' }
    const access = await verified(accessToken, find)
    if (access?.token_use !== 'access' || access.client_id !== userPoolClientId) return false
    if (idToken === undefined) return true
    const id = await verified(idToken, find)
    return id?.token_use === 'id' && id.aud === userPoolClientId && id.sub === access.sub
  } catch {
    return false // no tokens at all
  }
}

/** What a token claims, if the pool has signed it (RFC 7515 section 5.2). When it ends is not looked at. */
async function verified(token: string, find: FindKey): Promise<JwtPayload | undefined> {
  const [head = '', body = '', signature = ''] = token.split('.')
  const { alg, kid } = JSON.parse(new TextDecoder().decode(fromBase64Url(head)))
  const key = alg === 'RS256' && typeof kid === 'string' ? await find(kid) : undefined
  if (!key) return undefined
  const signed = utf8(`${head}.${body}`)
  const isGood = await crypto.subtle.verify(key.algorithm, key, fromBase64Url(signature), signed)
  return isGood ? decodeJWT(token).payload : undefined
}

/**
 * A stored set as far as it is believed: genuine tokens end when they say so themselves, any others have
 * ended, so that they are worth what the service answers for their refresh token. What nothing can prove,
 * such as the name that somebody typed to sign in, is left out.
 */
export function asBelieved(stored: string, isGenuine: boolean): string | null {
  try {
    const { accessToken, idToken, refreshToken, deviceKey, clockDrift } =
      readTokenSet(stored, COGNITO) ?? refuse()
    const ends = [accessToken, idToken ?? accessToken].map((token) => decodeJWT(token).payload.exp)
    const believed: TokenSet = {
      provider: COGNITO,
      accessToken,
      idToken: isGenuine ? idToken : undefined,
      refreshToken,
      deviceKey,
      expiresAt: isGenuine ? Math.min(...ends.map((exp = 0) => exp * 1000)) : 0,
      clockDrift: Math.max(-MOST_AHEAD_MS, Number(clockDrift) || 0),
    }
    return JSON.stringify(believed)
  } catch {
    return null
  }
}

const refuse = (): never => {
  throw new TypeError('These are no tokens.')
}
