import { N } from './group.ts'

/** Exponent bits that are multiplied in at once: fewest multiplications for 256 to 512 bits. */
const WINDOW = 5n
const MASK = (1n << WINDOW) - 1n

/**
 * `base ** exponent` modulo N, by fixed windows from the highest bits down.
 *
 * BigInt arithmetic takes a time that depends on the numbers. They are of one sign-in and used once, on the
 * machine of whoever types the password.
 */
export function modPow(base: bigint, exponent: bigint): bigint {
  const powers = [1n]
  for (let power = 1n; power <= MASK; power++) powers.push(((powers.at(-1) ?? 1n) * base) % N)

  let result = 1n
  const bits = BigInt(exponent.toString(2).length)
  for (let shift = (bits / WINDOW) * WINDOW; shift >= 0n; shift -= WINDOW) {
    for (let square = 0n; square < WINDOW; square++) result = (result * result) % N
    result = (result * (powers[Number((exponent >> shift) & MASK)] ?? 1n)) % N
  }
  return result
}
