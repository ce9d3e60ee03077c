import { expect, it } from 'vitest'
import { toBase32, totpStep } from './totp.ts'

/** RFC 6238 appendix B, the SHA-1 column, shortened to six digits. */
const SECRET = toBase32(Buffer.from('12345678901234567890'))
const VECTORS = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
] as const

it.each(VECTORS)('at %i seconds the code is %s', (seconds, code) => {
  expect(totpStep(SECRET, code, seconds * 1000)).toBe(Math.floor(seconds / 30))
})

it('allows a step of drift either way, and names the step that the code is of', () => {
  const [, code] = VECTORS[2]
  const step = Math.floor(1_111_111_111 / 30)
  for (const drift of [-30, 0, 30]) {
    expect(totpStep(SECRET, code, (1_111_111_111 + drift) * 1000)).toBe(step)
  }
  expect(totpStep(SECRET, code, (1_111_111_111 + 61) * 1000)).toBeUndefined()
  expect(totpStep(SECRET, code, (1_111_111_111 - 61) * 1000)).toBeUndefined()
})

it('takes nothing but six digits', () => {
  for (const code of ['', '28708', '2870822', 'abcdef', '28708 ']) {
    expect(totpStep(SECRET, code, 59_000)).toBeUndefined()
  }
})
