import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MfaFactor } from '../records/mfa.ts'
import type { Factor } from '../records/session.ts'
import { acrName, amrOf, judgeStepUp, type Level, levelOf, PROVES, targetLevels } from './acr.ts'

const FACTORS: readonly Factor[] = [
  ...(['pwd', 'otp', 'sms', 'email_otp', 'swk', 'hwk', 'mfa', 'custom', 'device'] as const),
]

describe('a level', () => {
  it.each([
    [['pwd'], 1, ['pwd']],
    [['pwd', 'device'], 1, ['pwd']],
    [['sms'], 2, ['sms']],
    [['email_otp'], 2, ['email_otp']],
    [['swk'], 3, ['swk']],
    [['hwk', 'mfa'], 3, ['hwk', 'mfa']],
    [['pwd', 'sms'], 3, ['pwd', 'sms', 'mfa']],
    [['pwd', 'email_otp'], 3, ['pwd', 'email_otp', 'mfa']],
    [['pwd', 'otp'], 4, ['pwd', 'otp', 'mfa']],
    [['custom'], undefined, []],
    [['otp'], undefined, ['otp']],
    [[], undefined, []],
  ] as const)('of %j is %s', (proven, level, amr) => {
    expect(levelOf(proven)).toBe(level)
    expect(amrOf(proven)).toEqual(amr)
  })

  it('never falls by one more factor', () => {
    const factors = fc.uniqueArray(fc.constantFrom(...FACTORS))
    fc.assert(
      fc.property(factors, fc.constantFrom(...FACTORS), (proven, more) => {
        expect(levelOf([...proven, more]) ?? 0).toBeGreaterThanOrEqual(levelOf(proven) ?? 0)
      }),
    )
  })

  it('has a name, which a pool may change', () => {
    const pool = { AcrConfiguration: { Level2: { AcrValue: 'silver' } } }
    expect(acrName(1, pool)).toBe('urn:cognito:loa:1')
    expect(acrName(2, pool)).toBe('silver')
    expect(targetLevels('gold silver urn:cognito:loa:2 urn:cognito:loa:4 silver', pool)).toEqual([
      2, 4,
    ])
    expect(targetLevels('', pool)).toEqual([])
  })
})

describe('a step up', () => {
  it.each([
    [[4], ['pwd'], ['SOFTWARE_TOKEN_MFA'], 'SOFTWARE_TOKEN_MFA'],
    [[4], ['pwd'], ['SMS_MFA'], 'unreachable'],
    [[4, 3], ['pwd'], ['SMS_MFA'], 'SMS_MFA'],
    [[3], ['pwd'], ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'], 'SMS_MFA'],
    [[3], ['pwd'], ['SOFTWARE_TOKEN_MFA'], 'SOFTWARE_TOKEN_MFA'],
    [[2], ['sms'], [], 'reached'],
    [[4, 1], ['pwd'], [], 'reached'],
    [[4, 1], ['pwd'], ['SOFTWARE_TOKEN_MFA'], 'SOFTWARE_TOKEN_MFA'],
    [[3], ['sms'], ['EMAIL_OTP'], 'unreachable'],
  ] as const)('to %j from %j with %j', (targets, proven, able, outcome) => {
    const verdict = judgeStepUp(targets, proven, able)
    expect(verdict.kind === 'ask' ? verdict.factor : verdict.kind).toBe(outcome)
  })

  it('is reached by a level that was asked for, and by what is asked for only', () => {
    const factors = fc.uniqueArray(fc.constantFrom(...FACTORS))
    const levels = fc.uniqueArray(fc.constantFrom<Level>(1, 2, 3, 4), { minLength: 1 })
    const able = fc.uniqueArray(fc.constantFrom(...(Object.keys(PROVES) as MfaFactor[])))
    fc.assert(
      fc.property(levels, factors, able, (targets, proven, can) => {
        const verdict = judgeStepUp(targets, proven, can)
        const reached = (with_: readonly Factor[]) =>
          targets.some((target) => (levelOf(with_) ?? 0) >= target)
        if (verdict.kind === 'reached') expect(reached(proven)).toBe(true)
        if (verdict.kind === 'ask') {
          expect(can).toContain(verdict.factor)
          expect(reached([...proven, PROVES[verdict.factor]])).toBe(true)
        }
        if (verdict.kind === 'unreachable') expect(reached(proven)).toBe(false)
      }),
    )
  })
})
