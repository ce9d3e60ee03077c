import { beforeAll, describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { makePool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { ALL, SMS_ROLE } from '../../test/support/second-factor.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const TOTP = { SoftwareTokenMfaConfiguration: { Enabled: true } }
const EMAIL = { EmailMfaConfiguration: { Subject: 'Your code', Message: 'It is {####}' } }
const SMS = {
  SmsMfaConfiguration: {
    SmsAuthenticationMessage: 'Enter {####}',
    SmsConfiguration: { ...SMS_ROLE, ExternalId: 'external', SnsRegion: 'us-east-1' },
  },
}
const PASSKEYS = {
  WebAuthnConfiguration: { RelyingPartyId: 'example.com', UserVerification: 'preferred' as const },
}
const BOTH_AT_ONCE =
  "InvalidParameterException: Invalid MFA configuration given, can't turn off MFA and configure an MFA together."
const NOTHING_TO_ASK =
  'InvalidParameterException: Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.'
const NO_SMS =
  'InvalidParameterException: SMS configuration and Auto verification for phone_number are required when MFA is required/optional'

onEachStore('what a pool asks beside a password', (open) => {
  let house: Poolhouse
  beforeAll(async () => {
    house = await open()
  })
  const sdk = () => sdkFor(house)
  const newPool = async (settings = {}) => (await makePool(house, settings)).poolId
  const read = async (UserPoolId: string) => {
    const { $metadata, ...config } = await sdk().getUserPoolMfaConfig({ UserPoolId })
    return config
  }
  type Config = Omit<Parameters<ReturnType<typeof sdk>['setUserPoolMfaConfig']>[0], 'UserPoolId'>
  const set = async (UserPoolId: string, config: Config) => {
    const { $metadata, ...answer } = await sdk().setUserPoolMfaConfig({ UserPoolId, ...config })
    return answer
  }
  const modeOf = async (UserPoolId: string) =>
    (await sdk().describeUserPool({ UserPoolId })).UserPool?.MfaConfiguration

  describe('SetUserPoolMfaConfig', () => {
    it.each([
      ['nothing', { MfaConfiguration: 'OFF' }],
      ['authenticator apps', { MfaConfiguration: 'OPTIONAL', ...TOTP }],
      ['email', { MfaConfiguration: 'ON', ...EMAIL }],
      ['SMS', { MfaConfiguration: 'ON', ...SMS }],
      ['all of them', { MfaConfiguration: 'OPTIONAL', ...SMS, ...TOTP, ...EMAIL }],
      ['passkeys, which are no second factor', { MfaConfiguration: 'OFF', ...PASSKEYS }],
    ] satisfies [string, Config][])('sets %s, and it is described so', async (_, config) => {
      const poolId = await newPool()
      expect(await read(poolId)).toEqual({ MfaConfiguration: 'OFF' })
      expect(await set(poolId, config)).toEqual(config)
      expect(await read(poolId)).toEqual(config)
      expect(await modeOf(poolId)).toBe(config.MfaConfiguration)
    })

    it('replaces what was set before; nothing said is OFF', async () => {
      const poolId = await newPool()
      await set(poolId, { MfaConfiguration: 'ON', ...TOTP, ...EMAIL })
      await set(poolId, { MfaConfiguration: 'OPTIONAL', ...EMAIL })
      expect(await read(poolId)).toEqual({ MfaConfiguration: 'OPTIONAL', ...EMAIL })
      expect(await set(poolId, {})).toEqual({ MfaConfiguration: 'OFF' })
      expect(await read(poolId)).toEqual({ MfaConfiguration: 'OFF' })
    })

    it.each([TOTP, EMAIL, SMS, { SoftwareTokenMfaConfiguration: { Enabled: false } }])(
      'cannot turn it off and configure %j',
      async (factor) => {
        const poolId = await newPool()
        for (const mode of [{ MfaConfiguration: 'OFF' as const }, {}]) {
          expect(await refusalOf(set(poolId, { ...mode, ...factor }))).toBe(BOTH_AT_ONCE)
        }
      },
    )

    it.each([{}, PASSKEYS])('cannot ask for a factor with %j', async (factors) => {
      const poolId = await newPool()
      for (const MfaConfiguration of ['ON', 'OPTIONAL'] as const) {
        const refusal = await refusalOf(set(poolId, { MfaConfiguration, ...factors }))
        expect(refusal).toBe(NOTHING_TO_ASK)
      }
      expect(await modeOf(poolId)).toBe('OFF')
    })

    it('looks at what is named: apps that are not enabled count, as with Cognito', async () => {
      const poolId = await newPool()
      const SoftwareTokenMfaConfiguration = { Enabled: false }
      const config = { MfaConfiguration: 'ON' as const, SoftwareTokenMfaConfiguration }
      expect(await set(poolId, config)).toEqual(config)
    })

    it('shares what it says of SMS with the pool', async () => {
      const poolId = await newPool()
      await set(poolId, { MfaConfiguration: 'ON', ...SMS })
      const { UserPool } = await sdk().describeUserPool({ UserPoolId: poolId })
      expect(UserPool).toMatchObject(SMS.SmsMfaConfiguration)
    })

    it('cannot leave SMS out of a pool that sends SMS', async () => {
      const poolId = await newPool({ SmsConfiguration: SMS_ROLE })
      const message = "Can't turn off SMS_MFA when SMS configuration is set for the user pool"
      const refusal = await refusalOf(set(poolId, { MfaConfiguration: 'ON', ...TOTP }))
      expect(refusal).toBe(`InvalidParameterException: ${message}`)
      const config = { MfaConfiguration: 'ON', ...TOTP, SmsMfaConfiguration: {} } as const
      const SmsMfaConfiguration = { SmsConfiguration: SMS_ROLE }
      expect(await set(poolId, config)).toEqual({ ...config, SmsMfaConfiguration })
    })

    it('of many at once leaves one of them, whole', async () => {
      const poolId = await newPool()
      const configs: Config[] = [
        { MfaConfiguration: 'ON', ...TOTP },
        { MfaConfiguration: 'OFF' },
        { MfaConfiguration: 'OPTIONAL', ...EMAIL },
      ]
      await Promise.all([...configs, ...configs].map((config) => set(poolId, config)))
      expect(configs).toContainEqual(await read(poolId))
    })

    it('needs a pool, and one of the modes', async () => {
      const missing = { UserPoolId: 'us-east-1_missing00', MfaConfiguration: 'OFF' } as const
      for (const call of [
        () => sdk().setUserPoolMfaConfig(missing),
        () => sdk().getUserPoolMfaConfig({ UserPoolId: missing.UserPoolId }),
      ]) {
        expect(await refusalOf(call())).toMatch(/^ResourceNotFoundException: /)
      }
      const some = { MfaConfiguration: 'SOMETIMES' as 'ON' }
      expect(await refusalOf(set(await newPool(), some))).toMatch(/^InvalidParameterException: /)
    })
  })

  describe('CreateUserPool', () => {
    it('asks for SMS where it says how to send it', async () => {
      const SmsConfiguration = SMS_ROLE
      for (const MfaConfiguration of ['ON', 'OPTIONAL'] as const) {
        const poolId = await newPool({ MfaConfiguration, SmsConfiguration })
        const SmsMfaConfiguration = { SmsConfiguration }
        expect(await read(poolId)).toEqual({ MfaConfiguration, SmsMfaConfiguration })
        expect(await modeOf(poolId)).toBe(MfaConfiguration)
      }
    })

    it.each(['ON', 'OPTIONAL'])('cannot be %s without', async (MfaConfiguration) => {
      expect(await refusalOf(newPool({ MfaConfiguration }))).toBe(NO_SMS)
    })
  })

  describe('UpdateUserPool', () => {
    const update = (UserPoolId: string, settings: object) =>
      sdk().updateUserPool({ UserPoolId, AutoVerifiedAttributes: ['email'], ...settings })

    it('keeps the mode that it names, and the factors, as Terraform has it', async () => {
      for (const MfaConfiguration of ['ON', 'OPTIONAL'] as const) {
        const poolId = await newPool()
        await set(poolId, { MfaConfiguration, ...TOTP, ...EMAIL })
        await update(poolId, { MfaConfiguration })
        expect(await read(poolId)).toEqual({ MfaConfiguration, ...TOTP, ...EMAIL })
      }
    })

    it('returns what it leaves out to its default, which is OFF', async () => {
      const poolId = await newPool()
      await set(poolId, { MfaConfiguration: 'ON', ...TOTP })
      await update(poolId, {})
      expect(await modeOf(poolId)).toBe('OFF')
    })

    it('goes from ON to OPTIONAL, and not from there to ON', async () => {
      const poolId = await newPool()
      await set(poolId, { MfaConfiguration: 'ON', ...ALL })
      const settings = { SmsConfiguration: SMS_ROLE }
      await update(poolId, { ...settings, MfaConfiguration: 'OPTIONAL' })
      expect(await modeOf(poolId)).toBe('OPTIONAL')
      const refusal = await refusalOf(update(poolId, { ...settings, MfaConfiguration: 'ON' }))
      expect(refusal).toBe(
        'InvalidParameterException: Cannot turn MFA functionality ON, once the user pool has been created.',
      )
      expect(await modeOf(poolId)).toBe('OPTIONAL')
    })

    it('needs something to ask for', async () => {
      const poolId = await newPool()
      for (const MfaConfiguration of ['ON', 'OPTIONAL'] as const) {
        expect(await refusalOf(update(poolId, { MfaConfiguration }))).toBe(NO_SMS)
      }
      await update(poolId, { MfaConfiguration: 'OPTIONAL', SmsConfiguration: SMS_ROLE })
      expect(await modeOf(poolId)).toBe('OPTIONAL')
    })
  })
})
