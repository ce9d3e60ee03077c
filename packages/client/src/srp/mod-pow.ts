import { N } from './group.ts'

/**
 * `base ** exponent` modulo N, bit by bit: windows would save a fifth of some ten milliseconds, and cost more bytes
 * than the rest of it.
 *
 * BigInt arithmetic takes a time that depends on the numbers. They are of one sign-in and used once, on the
 * machine of whoever types the password.
 */
export function modPow(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (const bit of exponent.toString(2)) {
    result = (result * result) % N
    if (bit === '1') result = (result * base) % N
  }
  return result
}
