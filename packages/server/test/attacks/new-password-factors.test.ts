import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { begin as beginInvited, choose, TEMPORARY } from '../support/new-password.ts'
import type { TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { ALL, addPerson, begin, makeMfaPool } from '../support/second-factor.ts'
import { onEachStore } from '../support/stores.ts'
import { refusalOf } from './refusal.ts'

onEachStore('a temporary password', (open) => {
  let house: Poolhouse
  let required: TestPool
  let optional: TestPool
  beforeAll(async () => {
    house = await open()
    required = await makeMfaPool(house, 'ON', ALL)
    optional = await makeMfaPool(house, 'OPTIONAL', ALL)
  })

  /** Somebody with these attributes, whose password an administrator replaced. */
  async function reset(pool: TestPool, name: string, attributes: Record<string, string>) {
    const ids = await addPerson(house, pool, name, attributes)
    await sdkFor(house).adminSetUserPassword({ ...ids, Password: TEMPORARY, Permanent: false })
    return ids
  }

  const PHONE = { phone_number: '+15550100001', phone_number_verified: 'true' }
  const EMAIL = { email: 'owner@example.com', email_verified: 'true' }

  it.each([
    ['phone_number', PHONE, '+15550199999'],
    ['phone_number', PHONE, ''],
    ['email', EMAIL, 'thief@example.com'],
    ['email', EMAIL, ''],
  ] as const)('moves no second factor from %s %o to "%s"', async (attribute, has, other) => {
    for (const [mode, pool] of Object.entries({ required, optional })) {
      const name = `${mode}-${attribute}-${other.length}`
      const ids = await reset(pool, name, has)
      const on = { Enabled: true, PreferredMfa: true }
      const isPhone = attribute === 'phone_number'
      const preference = isPhone ? { SMSMfaSettings: on } : { EmailMfaSettings: on }
      await sdkFor(house).adminSetUserMFAPreference({ ...ids, ...preference })
      const session = await beginInvited(house, pool, name)
      const says = { USERNAME: name, [`userAttributes.${attribute}`]: other }
      expect(await refusalOf(choose(house, pool, session, says))).toBe(
        `NotAuthorizedException: Cannot modify an already provided ${attribute}`,
      )
      const next = await choose(house, pool, session, { USERNAME: name })
      expect(next.ChallengeName).toBe(isPhone ? 'SMS_MFA' : 'EMAIL_OTP')
    }
  })

  it('adds none beside the one that is there, now or at the next sign-in', async () => {
    await reset(required, 'ada', PHONE)
    const session = await beginInvited(house, required, 'ada')
    const says = { USERNAME: 'ada', 'userAttributes.email': 'thief@example.com' }
    const next = await choose(house, required, session, says)
    expect(next.ChallengeName).toBe('SMS_MFA')
    expect((await begin(house, required, 'ada')).ChallengeName).toBe('SMS_MFA')
  })
})
