import { beforeAll, describe, expect, it } from 'vitest'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import { call } from '../../test/support/wire.ts'
import type { Poolhouse } from '../index.ts'

const SES = 'arn:aws:ses:us-east-1:000000000000:identity/example.com'

const policy = (PasswordPolicy: object) => ({ Policies: { PasswordPolicy } })
const invitation = (InviteMessageTemplate: object) => ({
  AdminCreateUserConfig: { InviteMessageTemplate },
})
const recovery = (...mechanisms: [number, string][]) => ({
  AccountRecoverySetting: {
    RecoveryMechanisms: mechanisms.map(([Priority, Name]) => ({ Priority, Name })),
  },
})

onEachStore('the settings of a user pool', (open) => {
  let house: Poolhouse
  let UserPoolId: string
  beforeAll(async () => {
    house = await open()
    const made = await sdkFor(house).createUserPool({ PoolName: 'x' })
    UserPoolId = made.UserPool?.Id ?? ''
  })

  describe.each(['CreateUserPool', 'UpdateUserPool'])('in %s', (operation) => {
    const send = (settings: object) =>
      call(house, operation, { UserPoolId, PoolName: 'x', ...settings })

    it.each([
      [
        {
          ...policy({ TemporaryPasswordValidityDays: 3 }),
          AdminCreateUserConfig: { UnusedAccountValidityDays: 4 },
        },
        'Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays',
      ],
      [policy({ MinimumLength: 5 }), 'greater than or equal to 6'],
      [{ EmailVerificationMessage: 'no place for it' }, 'regular expression'],
      [{ VerificationMessageTemplate: { SmsMessage: 'no place' } }, 'regular expression'],
      [{ VerificationMessageTemplate: { EmailMessageByLink: 'Go: {####}' } }, 'is invalid'],
      [{ VerificationMessageTemplate: { EmailMessageByLink: 'Go: {## ##}' } }, 'is invalid'],
      [invitation({ EmailMessage: 'Welcome, {username}' }), 'EmailMessage must contain {####}'],
      [invitation({ SMSMessage: 'Welcome, {username}' }), 'SMSMessage must contain {####}'],
      [{ EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' } }, 'SourceArn'],
      [{ EmailConfiguration: { From: 'a@example.com' } }, 'Cannot configure From email address'],
      [{ SmsConfiguration: {} }, 'SnsCallerArn'],
      [{ SmsConfiguration: { ExternalId: 'x' } }, 'SnsCallerArn'],
      [recovery([1, 'admin_only'], [2, 'verified_email']), 'admin_only'],
      [recovery([1, 'verified_email'], [1, 'verified_phone_number']), 'priority of its own'],
      [recovery([1, 'verified_email'], [2, 'verified_email']), 'may stand once'],
      [
        {
          UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
          AutoVerifiedAttributes: ['phone_number'],
        },
        'must exist in AutoVerifiedAttributes',
      ],
      [{ UserPoolTags: { 'aws:team': 'x' } }, 'reserved'],
      [{ UserPoolTags: { 'AWS:team': 'x' } }, 'reserved'],
      [
        { UserPoolTags: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`t${i}`, ''])) },
        'at most 50 tags',
      ],
    ])('refuse %j', async (settings, message) => {
      const answer = await send(settings)
      expect(answer.body.__type).toBe('InvalidParameterException')
      expect(answer.body.message).toContain(message)
    })

    it('refuse what the tier does not have', async () => {
      const answer = await send({ UserPoolTier: 'LITE', ...policy({ PasswordHistorySize: 1 }) })
      expect(answer.body).toMatchObject({
        __type: 'FeatureUnavailableInTierException',
        message:
          'The following features need to be disabled for the LITE pricing tier configured: Password History',
      })
    })

    it.each([
      [{ UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' } }],
      [{ Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'SOFTWARE_TOKEN'] } } }],
      [{ VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_LINK' } }],
      [{ IssuerConfiguration: { Type: 'UPDATED' } }],
      [{ KeyConfiguration: { KeyType: 'CUSTOMER_MANAGED_KEY' } }],
      [{ DcrConfiguration: { EnableStatus: 'Enabled' } }],
    ])('say that they do not work yet: %j', async (settings) => {
      expect((await send(settings)).body.__type).toBe('NotImplementedException')
    })

    it.each([
      [{ EmailConfiguration: { EmailSendingAccount: 'DEVELOPER', SourceArn: SES } }],
      [{ EmailConfiguration: { SourceArn: SES, From: 'Pool <a@example.com>' } }],
      [recovery([2, 'verified_email'], [1, 'verified_phone_number'])],
      [recovery([1, 'admin_only'])],
      [{ VerificationMessageTemplate: { EmailMessageByLink: 'Please {##click here##}.' } }],
      [{ UserPoolTier: 'LITE' }],
      [{ UserPoolTier: 'PLUS', ...policy({ PasswordHistorySize: 24 }) }],
    ])('take %j', async (settings) => {
      expect(await send(settings)).toMatchObject({ status: 200 })
    })
  })

  it('keep a pool from the cheapest tier while they need another', async () => {
    const sdk = sdkFor(house)
    const made = await sdk.createUserPool({ PoolName: 'tier', UserPoolTier: 'LITE' })
    const Id = made.UserPool?.Id ?? ''
    // The tier stays without being named, and so it counts.
    await expect(
      sdk.updateUserPool({ UserPoolId: Id, ...policy({ PasswordHistorySize: 1 }) }),
    ).rejects.toMatchObject({ name: 'FeatureUnavailableInTierException' })
    await sdk.updateUserPool({
      UserPoolId: Id,
      UserPoolTier: 'ESSENTIALS',
      ...policy({ PasswordHistorySize: 1 }),
    })
  })
})
