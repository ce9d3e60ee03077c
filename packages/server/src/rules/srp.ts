import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { fromBytes, generatorPow, MODULUS, modPow, toBytes } from '../crypto/powers.ts'

export { readTimestamp } from './srp-timestamp.ts'

/**
 * The server's side of Cognito's SRP-6a. Numbers are hashed as Java's `BigInteger.toByteArray` writes
 * them, not padded to the length of N as in RFC 5054; so does amazon-cognito-identity-js, in `padHex` of
 * AuthenticationHelper. For a remembered device the pool name is the device group key, the user name the
 * device key.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5054#section-2.6
 */
export const N = MODULUS
export const G = 2n
/** The multiplier k of SRP-6a. */
export const K = hashNumbers(N, G)

/** What a password is hashed with. */
export interface Credentials {
  /** The part of the pool's id after the underscore. */
  readonly poolName: string
  /** What the client is told as USER_ID_FOR_SRP. */
  readonly username: string
  readonly password: string
  readonly salt: Uint8Array
}

/** A client's claim to know a password, and what the server kept since its challenge. */
export interface Claim {
  readonly poolName: string
  readonly userId: string
  readonly A: bigint
  readonly b: bigint
  readonly B: bigint
  readonly verifier: Uint8Array
  readonly secretBlock: Uint8Array
  /** As the client sent it. */
  readonly timestamp: string
}

export type ExpectedSignature =
  | { readonly kind: 'signature'; readonly signature: Uint8Array }
  | { readonly kind: 'refused'; readonly reason: 'A is zero' | 'u is zero' | 'verifier is zero' }

/** A number as hex of whole bytes whose first bit is not set. */
export function padHex(value: bigint): string {
  const hex = value.toString(16)
  const whole = hex.length % 2 === 0 ? hex : `0${hex}`
  return /^[89a-f]/.test(whole) ? `00${whole}` : whole
}

/** The verifier g^x of a password, always 384 bytes. */
export function makeVerifier({ poolName, username, password, salt }: Credentials): Uint8Array {
  const identity = sha256(`${poolName}${username}:${password}`)
  const x = fromBytes(sha256(numberBytes(fromBytes(salt)), identity))
  return toBytes(generatorPow(x))
}

/** Whether a plain password is the one behind a stored verifier. */
export function checkPassword(
  credentials: Credentials & { readonly verifier: Uint8Array },
): boolean {
  const expected = makeVerifier(credentials)
  const stored = toBytes(fromBytes(credentials.verifier))
  return stored.length === expected.length && timingSafeEqual(stored, expected)
}

/** The server's public value B for its secret b. */
export function serverPublicValue({ verifier, b }: { verifier: Uint8Array; b: bigint }): bigint {
  return (K * fromBytes(verifier) + generatorPow(b)) % N
}

/**
 * The signature that a client which knows the password sends. A multiple of N as A would make the shared
 * secret zero whatever the password is, and u = 0 would leave the password out of it. A verifier of zero,
 * which only a device could have registered, would do the same as A.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5054#section-2.5.4
 */
export function expectedSignature(claim: Claim): ExpectedSignature {
  const { poolName, userId, A, b, B, verifier, secretBlock, timestamp } = claim
  if (A % N === 0n) return { kind: 'refused', reason: 'A is zero' }
  const u = hashNumbers(A, B)
  if (u === 0n) return { kind: 'refused', reason: 'u is zero' }
  const v = fromBytes(verifier)
  if (v % N === 0n) return { kind: 'refused', reason: 'verifier is zero' }

  const S = modPow(A * modPow(v, u), b)
  const key = hkdfSync('sha256', numberBytes(S), numberBytes(u), 'Caldera Derived Key', 16)
  const signature = createHmac('sha256', Buffer.from(key))
    .update(poolName + userId)
    .update(secretBlock)
    .update(timestamp)
    .digest()
  return { kind: 'signature', signature }
}

/** A public value as sent: hex in either case, odd lengths too, of a number below 2^3072. */
export function parseHex(text: string): bigint | undefined {
  return /^(0|00)?[0-9a-f]{1,768}$/i.test(text) ? BigInt(`0x${text}`) : undefined
}

function hashNumbers(...values: bigint[]): bigint {
  return fromBytes(sha256(...values.map(numberBytes)))
}

function numberBytes(value: bigint): Uint8Array {
  return Buffer.from(padHex(value), 'hex')
}

function sha256(...parts: (string | Uint8Array)[]): Uint8Array {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
