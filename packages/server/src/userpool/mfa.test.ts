import type { MFAOptionType } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { stopTime } from '../../test/attacks/stopped-time.ts'
import { makePool, makeUser, signIn, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import {
  ALL,
  addSignedIn,
  addWithApp,
  begin,
  enrol,
  factorsShownFor,
  makeMfaPool,
  type SignedInPerson,
} from '../../test/support/second-factor.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const PHONE = { phone_number: '+15550101234' }
const EMAIL = { email: 'ada@example.com' }
const ON = { Enabled: true }
const PREFERRED = { Enabled: true, PreferredMfa: true }
const OFF = { Enabled: false }
const noDelivery = (factor: string) =>
  `InvalidParameterException: User does not have delivery config set to turn on ${factor}`

onEachStore('what a person signs in with', (open) => {
  stopTime()
  let house: Poolhouse
  let pool: TestPool
  let added = 0
  beforeAll(async () => {
    house = await open()
    pool = await makeMfaPool(house, 'OPTIONAL')
  })
  const sdk = () => sdkFor(house)

  const someone = (attributes: Record<string, string> = {}) =>
    addSignedIn(house, pool, `user${++added}`, attributes)
  const factorsOf = (person: SignedInPerson) => factorsShownFor(house, person)

  const NOTHING = { list: undefined, preferred: undefined, options: undefined }
  const SMS_OPTION: MFAOptionType[] = [{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' }]

  describe.each(['SetUserMFAPreference', 'AdminSetUserMFAPreference'] as const)('%s', (name) => {
    type Wishes = Omit<
      Parameters<ReturnType<typeof sdk>['adminSetUserMFAPreference']>[0],
      'Username' | 'UserPoolId'
    >
    const set = (person: Awaited<ReturnType<typeof someone>>, wishes: Wishes) =>
      name === 'SetUserMFAPreference'
        ? sdk().setUserMFAPreference({ ...wishes, AccessToken: person.AccessToken })
        : sdk().adminSetUserMFAPreference({ ...wishes, ...person.ids })

    it('turns factors on and off, one by one', async () => {
      const person = await someone({ ...PHONE, ...EMAIL })
      await set(person, { SMSMfaSettings: ON })
      expect(await factorsOf(person)).toEqual({
        ...NOTHING,
        list: ['SMS_MFA'],
        options: SMS_OPTION,
      })
      await set(person, { EmailMfaSettings: PREFERRED })
      expect(await factorsOf(person)).toEqual({
        list: ['SMS_MFA', 'EMAIL_OTP'],
        preferred: 'EMAIL_OTP',
        options: SMS_OPTION,
      })
      await set(person, { SMSMfaSettings: PREFERRED })
      expect((await factorsOf(person)).preferred).toBe('SMS_MFA')
      await set(person, { SMSMfaSettings: OFF })
      expect(await factorsOf(person)).toEqual({ ...NOTHING, list: ['EMAIL_OTP'] })
      await set(person, { EmailMfaSettings: OFF, SMSMfaSettings: OFF })
      expect(await factorsOf(person)).toEqual(NOTHING)
    })

    it('prefers one, and none again', async () => {
      const person = await someone({ ...PHONE, ...EMAIL })
      await enrol(house, person.AccessToken)
      expect(await factorsOf(person)).toMatchObject({
        list: ['SOFTWARE_TOKEN_MFA'],
        preferred: 'SOFTWARE_TOKEN_MFA',
      })
      await set(person, { SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: false } })
      expect(await factorsOf(person)).toEqual({ ...NOTHING, list: ['SOFTWARE_TOKEN_MFA'] })
      const refusal = await refusalOf(
        set(person, { SMSMfaSettings: PREFERRED, EmailMfaSettings: PREFERRED }),
      )
      expect(refusal).toMatch(/^InvalidParameterException: /)
    })

    it('refuses what the person does not have', async () => {
      const person = await someone()
      await sdk().associateSoftwareToken({ AccessToken: person.AccessToken })
      for (const settings of [ON, PREFERRED, { PreferredMfa: true }]) {
        for (const [wishes, factor] of [
          [{ SMSMfaSettings: settings }, 'SMS_MFA'],
          [{ EmailMfaSettings: settings }, 'EMAIL_OTP'],
          [{ SoftwareTokenMfaSettings: settings }, 'SOFTWARE_TOKEN_MFA'],
        ] as const) {
          expect(await refusalOf(set(person, wishes))).toBe(noDelivery(factor))
        }
      }
      expect(await factorsOf(person)).toEqual(NOTHING)
      await set(person, { SMSMfaSettings: OFF, SoftwareTokenMfaSettings: OFF })
    })

    it('takes passkeys for two factors in one only where the pool does', async () => {
      const refusal = await refusalOf(set(await someone(), { WebAuthnMfaSettings: ON }))
      expect(refusal).toMatch(/^InvalidParameterException: FactorConfiguration of the user pool/)
      const other = await makeMfaPool(house, 'OPTIONAL')
      await sdk().setUserPoolMfaConfig({
        UserPoolId: other.poolId,
        MfaConfiguration: 'OPTIONAL',
        ...ALL,
        WebAuthnConfiguration: { FactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION' },
      })
      const person = await addSignedIn(house, other, 'ada', PHONE)
      await set(person, { WebAuthnMfaSettings: ON, SMSMfaSettings: ON })
      expect((await factorsOf(person)).list).toEqual(['SMS_MFA', 'WEB_AUTHN'])
      await set(person, { WebAuthnMfaSettings: { Enabled: false } })
      expect((await factorsOf(person)).list).toEqual(['SMS_MFA'])
    })

    it('of many at once loses none', async () => {
      const person = await someone({ ...PHONE, ...EMAIL })
      await Promise.all([
        set(person, { SMSMfaSettings: ON }),
        set(person, { EmailMfaSettings: ON }),
        set(person, { SMSMfaSettings: ON }),
        set(person, { EmailMfaSettings: ON }),
      ])
      expect((await factorsOf(person)).list).toEqual(['SMS_MFA', 'EMAIL_OTP'])
    })
  })

  it('refuses what the pool does not offer', async () => {
    const other = await makePool(house)
    await makeUser(house, other, 'ada')
    const { AccessToken } = await signIn(house, other, 'ada')
    const wishes = { EmailMfaSettings: ON }
    const refusal = await refusalOf(sdk().setUserMFAPreference({ AccessToken, ...wishes }))
    expect(refusal).toBe(noDelivery('EMAIL_OTP'))
  })

  describe.each(['SetUserSettings', 'AdminSetUserSettings'] as const)('%s', (name) => {
    it('turns SMS on and off, as it did before there were other factors', async () => {
      const person = await someone(PHONE)
      const { ids, AccessToken } = person
      const set = (MFAOptions: MFAOptionType[]) =>
        name === 'SetUserSettings'
          ? sdk().setUserSettings({ AccessToken, MFAOptions })
          : sdk().adminSetUserSettings({ ...ids, MFAOptions })
      await set(SMS_OPTION)
      expect(await factorsOf(person)).toEqual({
        ...NOTHING,
        list: ['SMS_MFA'],
        options: SMS_OPTION,
      })
      await set([])
      expect(await factorsOf(person)).toEqual(NOTHING)
    })
  })

  describe('AdminDeleteSoftwareToken', () => {
    it('takes the app away, and the preference for it', async () => {
      const { ids, USERNAME } = await addWithApp(house, pool, `user${++added}`)
      await sdk().adminDeleteSoftwareToken(ids)
      const { UserMFASettingList, PreferredMfaSetting } = await sdk().adminGetUser(ids)
      expect({ UserMFASettingList, PreferredMfaSetting }).toEqual({})
      expect((await begin(house, pool, USERNAME)).AuthenticationResult).toBeDefined()
    })

    it('needs somebody who has one', async () => {
      const { ids } = await someone()
      expect(await refusalOf(sdk().adminDeleteSoftwareToken(ids))).toBe(
        'InvalidParameterException: User does not have software token mfa configured.',
      )
    })
  })

  describe('GetUserAuthFactors and AdminGetUserAuthFactors', () => {
    it('tell of the password and of second factors', async () => {
      const { name, ids, AccessToken } = await someone(EMAIL)
      await enrol(house, AccessToken)
      await sdk().setUserMFAPreference({ AccessToken, EmailMfaSettings: ON })
      const { $metadata: _self, ...self } = await sdk().getUserAuthFactors({ AccessToken })
      const { $metadata: _admin, ...admin } = await sdk().adminGetUserAuthFactors(ids)
      expect(self).toMatchObject({
        Username: name,
        PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
        UserMFASettingList: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'],
      })
      expect(self.ConfiguredUserAuthFactors).toContain('PASSWORD')
      expect(admin).toEqual(self)
    })
  })

  it('is nobody’s who is not there', async () => {
    const missing = { UserPoolId: pool.poolId, Username: 'nobody' }
    for (const call of [
      () => sdk().adminDeleteSoftwareToken(missing),
      () => sdk().adminSetUserMFAPreference({ ...missing, SMSMfaSettings: ON }),
      () => sdk().adminSetUserSettings({ ...missing, MFAOptions: [] }),
      () => sdk().adminGetUserAuthFactors(missing),
    ]) {
      expect(await refusalOf(call())).toMatch(/^UserNotFoundException: /)
    }
    const AccessToken = 'made.up.token'
    for (const call of [
      () => sdk().setUserMFAPreference({ AccessToken, SMSMfaSettings: ON }),
      () => sdk().setUserSettings({ AccessToken, MFAOptions: [] }),
      () => sdk().getUserAuthFactors({ AccessToken }),
    ]) {
      expect(await refusalOf(call())).toMatch(/^NotAuthorizedException: /)
    }
  })

  it('stays when the pool offers apps no more: whoever has one is asked for it', async () => {
    const own = await makeMfaPool(house, 'OPTIONAL')
    const { USERNAME } = await addWithApp(house, own, 'ada')
    const { SmsMfaConfiguration, EmailMfaConfiguration } = ALL
    await sdk().setUserPoolMfaConfig({
      UserPoolId: own.poolId,
      MfaConfiguration: 'OPTIONAL',
      SmsMfaConfiguration,
      EmailMfaConfiguration,
    })
    expect((await begin(house, own, USERNAME)).ChallengeName).toBe('SOFTWARE_TOKEN_MFA')
  })
})
