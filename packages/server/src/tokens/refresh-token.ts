import { fromBase64Url, toBase64Url, toBytes, toText } from '../crypto/encoding.ts'
import type { Keyring } from '../ports/keyring.ts'

/** What Cognito's refresh tokens start with: `{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}`. */
const HEADER = 'eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ'
const PURPOSE = 'refresh token'

/** Sizes of a compact JWE's parts (RFC 7516 §7.1), as far as they are fixed. */
const KEY_BYTES = 8
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** What a refresh token says: its session, and which in the row of that session's tokens it is. */
export interface RefreshTokenContent {
  readonly sessionId: string
  readonly rotation: number
}

/**
 * A refresh token: opaque to clients, in the five parts of a compact JWE as Cognito's are. Inside, sealed,
 * is the session it belongs to; whether that session still stands is the database's to say.
 */
export function makeRefreshToken(
  { id, rotation }: { id: string; rotation: number },
  keyring: Keyring,
): string {
  const content: RefreshTokenContent = { sessionId: id, rotation }
  const bytes = toBytes(JSON.stringify(content))
  const sealed = fromBase64Url(keyring.seal(PURPOSE, bytes)) ?? new Uint8Array()
  const cuts = [0, KEY_BYTES, KEY_BYTES + NONCE_BYTES, sealed.length - TAG_BYTES, sealed.length]
  const parts = cuts.slice(1).map((end, index) => toBase64Url(sealed.subarray(cuts[index], end)))
  return [HEADER, ...parts].join('.')
}

/** What a refresh token says, or undefined when we did not make it. */
export function readRefreshToken(token: string, keyring: Keyring): RefreshTokenContent | undefined {
  const [header, ...parts] = token.split('.')
  if (header !== HEADER || parts.length !== 4) return undefined
  const bytes = parts.map(fromBase64Url)
  if (!bytes.every((part) => part !== undefined)) return undefined
  const plain = keyring.open(PURPOSE, toBase64Url(Buffer.concat(bytes)))
  return plain && JSON.parse(toText(plain))
}
