/**
 * The numbers both sides agree on: the 3072-bit group, and SHA-256 over numbers as Java writes them.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5054#appendix-A
 */
import { type Bytes, concat, fromHex, toHex } from '../encoding/bytes.ts'

/** Enough that no error of the sums below reaches a bit that counts. */
const GUARD_BITS = 66n

/**
 * RFC 3526 section 4 defines the prime by the first bits of pi, which are far shorter to compute (by Machin's
 * formula) than to write down and send.
 */
export const N =
  (1n << 3072n) -
  (1n << 3008n) -
  1n +
  (((piTimes(2942n + GUARD_BITS) >> GUARD_BITS) + 1690314n) << 64n)

export const G = 2n

/** Pi times two to that power, but for an error in the last bits. */
function piTimes(power: bigint): bigint {
  const arctan = (inverse: bigint) => {
    let sum = 0n
    let term = (1n << power) / inverse
    for (let divisor = 1n; term; divisor += 2n, term /= -inverse * inverse) sum += term / divisor
    return sum
  }
  return 16n * arctan(5n) - 4n * arctan(239n)
}

/** A number as whole bytes whose first bit is free for the sign: how Cognito hashes every number. */
export function padded(value: bigint): Bytes {
  const hex = value.toString(16)
  const whole = hex.length % 2 === 0 ? hex : `0${hex}`
  return fromHex(/^[89a-f]/.test(whole) ? `00${whole}` : whole)
}

export const toNumber = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`)

export const sha256 = async (...parts: Uint8Array[]): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', concat(...parts)))

/** The multiplier of SRP-6a. */
export const multiplier = async (): Promise<bigint> => toNumber(await sha256(padded(N), padded(G)))
