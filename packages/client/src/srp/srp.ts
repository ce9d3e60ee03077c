/**
 * A client's side of SRP-6a as Cognito speaks it: a password is proven and never sent.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5054#section-2.6
 */
import { concat, fromBase64, randomBytes, toBase64, utf8 } from '../encoding/bytes.ts'
import { G, multiplier, N, padded, sha256, toNumber } from './group.ts'
import { modPow } from './mod-pow.ts'

/** RFC 5054, section 2.5.4: at least 256 bits, which is what this group withstands anyway. */
const SECRET_BYTES = 32

/** What a client draws for one conversation. */
export interface SrpKeys {
  readonly secret: bigint
  readonly open: bigint
}

/** What the server says, in the words of the wire, and whose password it is. */
export interface SrpChallenge {
  /** The part of a pool's id after `_`; for a device the key of its group. */
  readonly group: string
  readonly user: string
  readonly password: string
  readonly salt: string
  readonly serverKey: string
  readonly secretBlock: string
}

/** What proves the password. */
export interface SrpProof {
  readonly signature: string
  readonly timestamp: string
}

/** Draws new keys; `open` is what is sent as SRP_A, in hexadecimal. */
export function drawKeys(secret: bigint = toNumber(randomBytes(SECRET_BYTES))): SrpKeys {
  return { secret, open: modPow(G, secret) }
}

/**
 * Proves a password against a challenge.
 *
 * @throws RangeError when the server's numbers would give the password away (RFC 5054, section 2.5.3).
 */
export async function prove(
  keys: SrpKeys,
  challenge: SrpChallenge,
  time = new Date(),
): Promise<SrpProof> {
  const { group, user, secretBlock } = challenge
  const key = await sharedKey(keys, challenge)
  const timestamp = writeTimestamp(time)
  const signed = concat(utf8(group + user), fromBase64(secretBlock), utf8(timestamp))
  const hmac = { name: 'HMAC', hash: 'SHA-256' }
  const signer = await crypto.subtle.importKey('raw', key, hmac, false, ['sign'])
  const signature = await crypto.subtle.sign('HMAC', signer, signed)
  return { signature: toBase64(new Uint8Array(signature)), timestamp }
}

/** The private exponent that a password gives. */
export const exponentOf = async (
  group: string,
  user: string,
  password: string,
  salt: bigint,
): Promise<bigint> =>
  toNumber(await sha256(padded(salt), await sha256(utf8(`${group}${user}:${password}`))))

/** The sixteen bytes that both sides know only if the password is right. */
async function sharedKey({ secret, open }: SrpKeys, challenge: SrpChallenge): Promise<ArrayBuffer> {
  const { group, user, password, salt, serverKey } = challenge
  const server = BigInt(`0x${serverKey}`)
  const u = toNumber(await sha256(padded(open), padded(server)))
  if (server % N === 0n || u === 0n) throw new RangeError('The server sent an SRP key of zero.')

  const x = await exponentOf(group, user, password, BigInt(`0x${salt}`))
  const base = (((server - (await multiplier()) * modPow(G, x)) % N) + N) % N
  const shared = modPow(base, secret + u * x)
  const material = await crypto.subtle.importKey('raw', padded(shared), 'HKDF', false, [
    'deriveBits',
  ])
  const info = utf8('Caldera Derived Key')
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: padded(u), info }
  return await crypto.subtle.deriveBits(hkdf, material, 128)
}

/** `Tue Nov 3 09:05:01 UTC 2026`: English, the day without a zero, the time with them. */
const writeTimestamp = (time: Date): string =>
  time.toUTCString().replace(/(...), 0?(\d+) (...) (\d+) (\S+) GMT/, '$1 $3 $2 $5 UTC $4')
