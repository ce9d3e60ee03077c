import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import type { TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { addPerson, begin, makeMfaPool } from '../support/second-factor.ts'
import { onEachStore } from '../support/stores.ts'
import { refusalOf } from './refusal.ts'

const UNREACHABLE =
  'InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number'

onEachStore('whoever has a mailbox that takes the codes of a second factor', (open) => {
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makeMfaPool(house, 'OPTIONAL', { EmailMfaConfiguration: {} })
    await sdkFor(house).updateUserPool({
      UserPoolId: pool.poolId,
      MfaConfiguration: 'OPTIONAL',
      AutoVerifiedAttributes: ['email'],
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
    })
  })

  it('does not reset the password with it too', async () => {
    const ids = await addPerson(house, pool, 'lou', {
      email: 'lou@example.com',
      email_verified: 'true',
    })
    const forgot = () =>
      refusalOf(sdkFor(house).forgotPassword({ ClientId: pool.clientId, Username: 'lou' }))
    expect(await forgot()).toBe('accepted')
    const EmailMfaSettings = { Enabled: true, PreferredMfa: true }
    await sdkFor(house).adminSetUserMFAPreference({ ...ids, EmailMfaSettings })
    expect((await begin(house, pool, 'lou')).ChallengeName).toBe('EMAIL_OTP')
    expect(await forgot()).toBe(UNREACHABLE)
    expect(await refusalOf(sdkFor(house).adminResetUserPassword(ids))).toBe(UNREACHABLE)
  })
})
