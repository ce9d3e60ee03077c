import { describe, expect, it } from 'vitest'
import { systemRandom } from '../crypto/random.ts'
import { DAY_MS } from './durations.ts'
import { checkPasswordPolicy } from './password-policy.ts'
import { generateTemporaryPassword, temporaryUntil } from './temporary-password.ts'

const STRICT = {
  MinimumLength: 8,
  RequireUppercase: true,
  RequireLowercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
}
const draw = (policy: Parameters<typeof generateTemporaryPassword>[0]) =>
  Array.from({ length: 200 }, () => generateTemporaryPassword(policy, systemRandom))

describe('a generated temporary password', () => {
  it.each([
    [STRICT, 8],
    [{ ...STRICT, MinimumLength: 99 }, 99],
    [{ MinimumLength: 6 }, 8],
    [{}, 8],
    [{ RequireSymbols: true }, 8],
  ])('fits the policy %j', (policy, length) => {
    for (const password of draw(policy)) {
      expect(checkPasswordPolicy(password, policy)).toBeUndefined()
      expect(password).toHaveLength(length)
    }
  })

  it('has no look-alikes', () => {
    expect(draw({ ...STRICT, MinimumLength: 99 }).join('')).not.toMatch(/[0O1lI|]/)
  })

  it('is another one every time, and does not tell a place’s class', () => {
    const drawn = draw(STRICT)
    expect(new Set(drawn).size).toBe(drawn.length)
    expect(new Set(drawn.map((password) => password.search(/[!#%*+\-=?@]/))).size).toBe(8)
  })
})

describe('the end of a temporary password', () => {
  it.each([
    [{ TemporaryPasswordValidityDays: 1 }, 1],
    [{ TemporaryPasswordValidityDays: 365 }, 365],
    [{ TemporaryPasswordValidityDays: 0 }, 7],
    [{}, 7],
  ])('of the policy %j comes after %i days', (policy, days) => {
    expect(temporaryUntil(policy, 1_000)).toBe(1_000 + days * DAY_MS)
  })
})
