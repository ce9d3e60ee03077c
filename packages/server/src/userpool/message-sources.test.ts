import { beforeAll, describe, expect, it } from 'vitest'
import { answer, choose, makeChoicePool } from '../../test/support/choice.ts'
import { Functions, namedBy } from '../../test/support/functions.ts'
import { PASSWORD, signIn, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { addPerson, begin, respondTo, SMS_ROLE } from '../../test/support/second-factor.ts'
import { readCode, SENDER_KEY_ID, senderKeys } from '../../test/support/sender-keys.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { MessageSource } from '../../test/support/trigger-sources.ts'
import type { Poolhouse } from '../index.ts'

const EMAIL = {
  attribute: 'email',
  medium: 'EMAIL',
  sender: 'CustomEmailSender',
  mfa: { challenge: 'EMAIL_OTP', settings: { EmailMfaSettings: { Enabled: true } } },
  first: 'EMAIL_OTP',
  addressOf: (name: string) => `${name}@example.com`,
} as const
const SMS = {
  attribute: 'phone_number',
  medium: 'SMS',
  sender: 'CustomSMSSender',
  mfa: { challenge: 'SMS_MFA', settings: { SMSMfaSettings: { Enabled: true } } },
  first: 'SMS_OTP',
  addressOf: (name: string) => `+1555${String(Number(name.replace(/\D/g, '')) + 1_000_000)}`,
} as const

type Channel = typeof EMAIL | typeof SMS

/** What is called for a message, and where its code is found then. */
interface Carrier {
  readonly channel: Channel
  readonly trigger: Channel['sender'] | 'CustomMessage'
}

const CARRIERS: readonly (readonly [string, Carrier])[] = [
  ['CustomEmailSender', { channel: EMAIL, trigger: 'CustomEmailSender' }],
  ['CustomSMSSender', { channel: SMS, trigger: 'CustomSMSSender' }],
  ['CustomMessage, for email', { channel: EMAIL, trigger: 'CustomMessage' }],
  ['CustomMessage, for SMS', { channel: SMS, trigger: 'CustomMessage' }],
]

onEachStore('a message goes by', (open) => {
  const functions = new Functions('CustomEmailSender', 'CustomSMSSender', 'CustomMessage')
  let house: Poolhouse
  let made = 0
  beforeAll(async () => {
    house = await open({ ...functions.options, senderKeys })
  })
  const sdk = () => sdkFor(house)

  describe.each(CARRIERS)('%s', (_, { channel, trigger }) => {
    const { attribute, addressOf } = channel
    let pool: TestPool
    beforeAll(async () => {
      pool = await makeChoicePool(house, ['PASSWORD', channel.first], {
        AutoVerifiedAttributes: [attribute],
        LambdaConfig: { ...namedBy(trigger), KMSKeyID: SENDER_KEY_ID },
      })
      await sdk().setUserPoolMfaConfig({
        UserPoolId: pool.poolId,
        MfaConfiguration: 'OPTIONAL',
        SmsMfaConfiguration: { SmsConfiguration: SMS_ROLE },
        EmailMfaConfiguration: {},
      })
    })
    const newName = () => `user${++made}`

    /** The code of the only message since the last one was asked for. */
    async function codeOf(source: MessageSource, name: string): Promise<string> {
      const { request } = functions.event(`${trigger}_${source}`)
      functions.reset()
      expect(request.userAttributes).toHaveProperty(attribute)
      if (trigger !== 'CustomMessage') return (await readCode(request.code)).code
      expect(request.codeParameter).toBe('{####}')
      return (await house.inbox.last(name))?.code ?? ''
    }
    const attributes = (name: string, isVerified = true): Record<string, string> => ({
      [attribute]: addressOf(name),
      ...(isVerified && { [`${attribute}_verified`]: 'true' }),
    })
    const signUp = (Username: string) =>
      sdk().signUp({
        ClientId: pool.clientId,
        Username,
        Password: PASSWORD,
        UserAttributes: [{ Name: attribute, Value: addressOf(Username) }],
      })
    const confirm = (Username: string, ConfirmationCode: string) =>
      sdk().confirmSignUp({ ClientId: pool.clientId, Username, ConfirmationCode })
    const verify = (AccessToken: string, Code: string) =>
      sdk().verifyUserAttribute({ AccessToken, AttributeName: attribute, Code })
    const add = (name: string, isVerified = true) =>
      addPerson(house, pool, name, attributes(name, isVerified))

    /** Has the message sent, and takes its code for what it is for. */
    const DRIVEN: Readonly<Record<MessageSource, (name: string) => Promise<unknown>>> = {
      async SignUp(name) {
        await signUp(name)
        await confirm(name, await codeOf('SignUp', name))
      },
      async ResendCode(name) {
        await signUp(name)
        await sdk().resendConfirmationCode({ ClientId: pool.clientId, Username: name })
        await confirm(name, await codeOf('ResendCode', name))
      },
      async ForgotPassword(name) {
        await add(name)
        const by = { ClientId: pool.clientId, Username: name }
        await sdk().forgotPassword(by)
        const ConfirmationCode = await codeOf('ForgotPassword', name)
        await sdk().confirmForgotPassword({ ...by, ConfirmationCode, Password: `${PASSWORD}2` })
      },
      async UpdateUserAttribute(name) {
        await add(name)
        const { AccessToken } = await signIn(house, pool, name)
        const UserAttributes = [{ Name: attribute, Value: addressOf(newName()) }]
        await sdk().updateUserAttributes({ AccessToken, UserAttributes })
        await verify(AccessToken, await codeOf('UpdateUserAttribute', name))
      },
      async VerifyUserAttribute(name) {
        await add(name, false)
        const { AccessToken } = await signIn(house, pool, name)
        const AttributeName = attribute
        await sdk().getUserAttributeVerificationCode({ AccessToken, AttributeName })
        await verify(AccessToken, await codeOf('VerifyUserAttribute', name))
      },
      async AdminCreateUser(name) {
        await sdk().adminCreateUser({
          UserPoolId: pool.poolId,
          Username: name,
          TemporaryPassword: PASSWORD,
          DesiredDeliveryMediums: [channel.medium],
          UserAttributes: [{ Name: attribute, Value: addressOf(name) }],
        })
        expect(await codeOf('AdminCreateUser', name)).toBe(PASSWORD)
      },
      async Authentication(name) {
        const USERNAME = name
        const ids = await add(name)
        const { first, mfa } = channel
        const chosen = await choose(house, pool, { USERNAME, PREFERRED_CHALLENGE: first })
        const asFirst = { USERNAME, [`${first}_CODE`]: await codeOf('Authentication', name) }
        const signedIn = await answer(house, pool, first, asFirst, chosen.Session)
        expect(signedIn.AuthenticationResult).toBeDefined()

        await sdk().adminSetUserMFAPreference({ ...ids, ...mfa.settings })
        const { Session } = await begin(house, pool, name)
        const asSecond = {
          USERNAME,
          [`${mfa.challenge}_CODE`]: await codeOf('Authentication', name),
        }
        const proven = await respondTo(house, pool, mfa.challenge, Session, asSecond)
        expect(proven.AuthenticationResult).toBeDefined()
      },
    }

    it.each(Object.entries(DRIVEN))('from %s, with a code that works', async (_source, drive) => {
      functions.reset()
      await drive(newName())
    })
  })
})
