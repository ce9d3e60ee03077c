import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fromBytes, generatorPow, MODULUS, modPow, toBytes } from './powers.ts'

const half = (MODULUS - 1n) / 2n
const random = (bytes: number) => fromBytes(randomBytes(bytes))

/** Square and multiply, on BigInt alone. */
function plainPow(base: bigint, exponent: bigint): bigint {
  let square = ((base % MODULUS) + MODULUS) % MODULUS
  let result = 1n
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % MODULUS
    square = (square * square) % MODULUS
  }
  return result
}

describe('modPow', () => {
  it('equals the plain power for random values', () => {
    for (const bytes of [1, 16, 31, 32, 33, 48]) {
      const base = random(384)
      const exponent = random(bytes)
      expect(modPow(base, exponent)).toBe(plainPow(base, exponent))
    }
  })

  it('equals the plain power for a long exponent', () => {
    const base = random(384)
    const exponent = random(128)
    expect(modPow(base, exponent)).toBe(plainPow(base, exponent))
  })

  it.each([
    ['0', 0n],
    ['1', 1n],
    ['2', 2n],
    ['5, no square', 5n],
    ['N - 2', MODULUS - 2n],
    ['N - 1', MODULUS - 1n],
    ['N', MODULUS],
    ['N + 1', MODULUS + 1n],
    ['2N', 2n * MODULUS],
    ['2N + 3', 2n * MODULUS + 3n],
    ['-1', -1n],
    ['-7', -7n],
  ])('equals the plain power of %s for edge exponents', (_, base) => {
    for (const exponent of [0n, 1n, 2n, 3n, 2n ** 64n]) {
      expect(modPow(base, exponent)).toBe(plainPow(base, exponent))
    }
  })

  it('knows the order of the group', () => {
    expect(modPow(3n, MODULUS - 1n)).toBe(1n)
    expect(modPow(3n, MODULUS)).toBe(3n)
    expect(modPow(3n, 5n * (MODULUS - 1n) + 2n)).toBe(9n)
    expect(modPow(0n, MODULUS - 1n)).toBe(0n)
    expect(modPow(MODULUS - 1n, MODULUS)).toBe(MODULUS - 1n)
  })

  it('answers one and minus one where a base has a small order', () => {
    expect(modPow(2n, half)).toBe(1n)
    expect(modPow(5n, half)).toBe(MODULUS - 1n)
  })

  it('inverts with a negative exponent', () => {
    const base = random(384)
    expect((modPow(base, -1n) * base) % MODULUS).toBe(1n)
  })
})

describe('generatorPow', () => {
  it('is a power of two', () => {
    expect(generatorPow(0n)).toBe(1n)
    expect(generatorPow(100n)).toBe(2n ** 100n)
    const exponent = random(32)
    expect(generatorPow(exponent)).toBe(plainPow(2n, exponent))
  })
})

describe('bytes', () => {
  it('keep leading zeros one way and lose them the other', () => {
    expect(toBytes(1n)).toHaveLength(384)
    expect(fromBytes(toBytes(258n))).toBe(258n)
    expect(fromBytes(new Uint8Array())).toBe(0n)
  })
})
