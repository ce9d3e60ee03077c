import type { RecoveryOptionType } from '@aws-sdk/client-cognito-identity-provider'
import { describe, expect, it } from 'vitest'
import { isRecoveryByAdministrator, recoveryChannelOf, recoveryChannels } from './recovery.ts'

const poolWith = (...RecoveryMechanisms: RecoveryOptionType[]) => ({
  AccountRecoverySetting: { RecoveryMechanisms },
})
const EMAIL: RecoveryOptionType = { Name: 'verified_email', Priority: 1 }
const PHONE: RecoveryOptionType = { Name: 'verified_phone_number', Priority: 2 }
const ADMIN: RecoveryOptionType = { Name: 'admin_only', Priority: 1 }

describe('account recovery', () => {
  it('goes by priority, however the mechanisms are listed', () => {
    expect(recoveryChannels(poolWith(PHONE, EMAIL))).toEqual(['email', 'phone_number'])
    const phoneFirst = poolWith({ ...EMAIL, Priority: 2 }, { ...PHONE, Priority: 1 })
    expect(recoveryChannels(phoneFirst)).toEqual(['phone_number', 'email'])
  })

  it('is by phone, then by email, where a pool names nothing', () => {
    expect(recoveryChannels({})).toEqual(['phone_number', 'email'])
    expect(isRecoveryByAdministrator({})).toBe(false)
  })

  it('may be an administrator’s alone', () => {
    expect(isRecoveryByAdministrator(poolWith(ADMIN))).toBe(true)
    expect(isRecoveryByAdministrator(poolWith(EMAIL, PHONE))).toBe(false)
  })

  it.each([
    [{ email: 'a@b.example', email_verified: 'true' }, 'email'],
    [{ email: 'a@b.example', email_verified: 'True' }, 'email'],
    [{ email: 'a@b.example', email_verified: 'false' }, undefined],
    [{ email: 'a@b.example' }, undefined],
    [{ email_verified: 'true' }, undefined],
    [{ phone_number: '+15550101234', phone_number_verified: 'true' }, 'phone_number'],
    [{}, undefined],
  ])('finds the address of %j', (attributes: Record<string, string>, channel) => {
    expect(recoveryChannelOf(attributes, poolWith(EMAIL, PHONE), [])).toBe(channel)
  })

  it('uses no channel that the pool does not name', () => {
    const phone = { phone_number: '+15550101234', phone_number_verified: 'true' }
    expect(recoveryChannelOf(phone, poolWith(EMAIL), [])).toBeUndefined()
  })

  it('uses no channel of a second factor, but where the pool names none', () => {
    const both = {
      email: 'a@b.example',
      email_verified: 'true',
      phone_number: '+15550101234',
      phone_number_verified: 'true',
    }
    const pool = poolWith(EMAIL, PHONE)
    expect(recoveryChannelOf(both, pool, ['SOFTWARE_TOKEN_MFA'])).toBe('email')
    expect(recoveryChannelOf(both, pool, ['EMAIL_OTP'])).toBe('phone_number')
    expect(recoveryChannelOf(both, pool, ['EMAIL_OTP', 'SMS_MFA'])).toBeUndefined()
    expect(recoveryChannelOf(both, {}, ['EMAIL_OTP', 'SMS_MFA'])).toBe('phone_number')
  })
})
