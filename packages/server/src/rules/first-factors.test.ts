import { describe, expect, it } from 'vitest'
import { availableFactors, checkFirstFactors, type Possession } from './first-factors.ts'

const pool = (
  ...AllowedFirstAuthFactors: ('PASSWORD' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN')[]
) => ({
  Policies: { SignInPolicy: { AllowedFirstAuthFactors } },
})
const ALL = pool('PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN')

describe('the first factors of a user', () => {
  const has = (more: Partial<Possession> = {}): Possession => ({
    user: {
      status: 'CONFIRMED',
      attributes: {
        email: 'ada@example.com',
        email_verified: 'true',
        phone_number: '+15550101234',
        phone_number_verified: 'true',
      },
    },
    hasPassword: true,
    hasPasskey: true,
    needsSecondFactor: false,
    hasSrp: true,
    ...more,
  })

  it('are those that they have and the pool allows', () => {
    const everything = ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN']
    expect(availableFactors(ALL, has())).toEqual(everything)
    expect(availableFactors({}, has())).toEqual(['PASSWORD', 'PASSWORD_SRP'])
    expect(availableFactors(ALL, has({ hasSrp: false, hasPasskey: false }))).toEqual([
      'PASSWORD',
      'EMAIL_OTP',
      'SMS_OTP',
    ])
    expect(availableFactors(pool('PASSWORD', 'SMS_OTP'), has({ hasPassword: false }))).toEqual([
      'SMS_OTP',
    ])
  })

  it('are no code where a second factor is asked for', () => {
    expect(availableFactors(ALL, has({ needsSecondFactor: true }))).toEqual([
      'PASSWORD',
      'PASSWORD_SRP',
      'WEB_AUTHN',
    ])
  })

  it('are a code to an address that is proven, or that a sign-up is to be confirmed by', () => {
    const attributes = { email: 'ada@example.com', email_verified: 'false' }
    const factors = (status: Possession['user']['status']) =>
      availableFactors(ALL, has({ user: { status, attributes }, hasPasskey: false }))
    expect(factors('CONFIRMED')).toEqual(['PASSWORD', 'PASSWORD_SRP'])
    expect(factors('UNCONFIRMED')).toEqual(['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP'])
  })

  it('are the password that an administrator gave, until there is another', () => {
    const { attributes } = has().user
    const user = { status: 'FORCE_CHANGE_PASSWORD', attributes } as const
    expect(availableFactors(ALL, has({ user }))).toEqual(['PASSWORD', 'PASSWORD_SRP'])
  })
})

describe('the first factors of a pool', () => {
  it('go with a password, and with second factors that are left to people', () => {
    expect(checkFirstFactors({})).toBeUndefined()
    expect(checkFirstFactors({ ...ALL, MfaConfiguration: 'OPTIONAL' })).toBeUndefined()
    const keys = pool('PASSWORD', 'WEB_AUTHN')
    expect(checkFirstFactors({ ...keys, MfaConfiguration: 'ON' })).toBeUndefined()
  })

  it.each([
    [pool('WEB_AUTHN')],
    [pool('EMAIL_OTP', 'WEB_AUTHN')],
    [{ ...pool('PASSWORD', 'EMAIL_OTP'), MfaConfiguration: 'ON' as const }],
  ])('are refused as %j', (settings) => {
    expect(checkFirstFactors(settings)).toMatchObject({ code: 'InvalidParameterException' })
  })
})
