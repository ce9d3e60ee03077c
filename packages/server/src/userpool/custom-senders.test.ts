import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { choose, makeChoicePool } from '../../test/support/choice.ts'
import { Functions, namedBy, type TriggerEvent } from '../../test/support/functions.ts'
import { makePool, PASSWORD, signIn, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { readCode, SENDER_KEY_ID, senderKeys } from '../../test/support/sender-keys.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const TRIGGERS = ['CustomEmailSender', 'CustomSMSSender', 'CustomMessage'] as const
const ClientMetadata = { from: 'test' }

onEachStore('custom senders', (open) => {
  const functions = new Functions(...TRIGGERS)
  let house: Poolhouse
  let pool: TestPool
  let count = 0
  let name: string
  const LambdaConfig = { ...namedBy(...TRIGGERS), KMSKeyID: SENDER_KEY_ID }
  const base = () => ({ ClientId: pool.clientId, Username: name, ClientMetadata })
  const admin = () => ({ UserPoolId: pool.poolId, Username: name })
  beforeAll(async () => {
    house = await open({ ...functions.options, senderKeys, triggerTimeoutMs: 50 })
    pool = await makePool(house, { LambdaConfig })
  })
  beforeEach(() => {
    functions.reset()
    name = `ada${count++}`
  })

  const signUp = (email = `${name}@example.com`) =>
    sdkFor(house).signUp({
      ...base(),
      Password: PASSWORD,
      UserAttributes: [{ Name: 'email', Value: email }],
    })
  const lastCode = async () => (await readCode(functions.events.at(-1)?.request.code)).code
  const signUpAndConfirm = async () => {
    await signUp()
    await sdkFor(house).confirmSignUp({ ...base(), ConfirmationCode: await lastCode() })
    functions.reset()
  }

  it('are handed each code encrypted, and nothing else sends it', async () => {
    const { UserSub: sub, CodeDeliveryDetails } = await signUp()
    expect(CodeDeliveryDetails?.DeliveryMedium).toBe('EMAIL')
    expect(functions.events).toEqual([
      {
        version: '1',
        triggerSource: 'CustomEmailSender_SignUp',
        region: 'us-east-1',
        userPoolId: pool.poolId,
        userName: name,
        callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: pool.clientId },
        request: {
          type: 'customEmailSenderRequestV1',
          code: expect.stringMatching(/^[\w+/]{100,}={0,2}$/),
          clientMetadata: ClientMetadata,
          userAttributes: {
            sub,
            'cognito:user_status': 'UNCONFIRMED',
            email: `${name}@example.com`,
            email_verified: 'false',
          },
        },
      },
    ])
    expect(await house.inbox.last(name)).toBeUndefined()
    const { code, poolId } = await readCode(functions.events[0]?.request.code)
    expect(poolId).toBe(pool.poolId)
    await sdkFor(house).confirmSignUp({ ...base(), ConfirmationCode: code })
  })

  it('get the codes of every occasion', async () => {
    await signUp()
    await sdkFor(house).resendConfirmationCode(base())
    await sdkFor(house).confirmSignUp({ ...base(), ConfirmationCode: await lastCode() })
    await sdkFor(house).forgotPassword(base())
    await sdkFor(house).confirmForgotPassword({
      ...base(),
      ConfirmationCode: await lastCode(),
      Password: `${PASSWORD}2`,
    })
    const { AccessToken } = await signIn(house, pool, name, `${PASSWORD}2`)
    const AttributeName = 'email'
    await sdkFor(house).getUserAttributeVerificationCode({ AccessToken, AttributeName })
    await sdkFor(house).verifyUserAttribute({ AccessToken, AttributeName, Code: await lastCode() })
    await sdkFor(house).updateUserAttributes({
      AccessToken,
      UserAttributes: [{ Name: 'email', Value: `${name}.new@example.com` }],
    })
    expect(functions.sources).toEqual([
      'CustomEmailSender_SignUp',
      'CustomEmailSender_ResendCode',
      'CustomEmailSender_ForgotPassword',
      'CustomEmailSender_VerifyUserAttribute',
      'CustomEmailSender_UpdateUserAttribute',
    ])
  })

  it('send invitations: the code is the temporary password', async () => {
    await sdkFor(house).adminCreateUser({
      ...admin(),
      UserAttributes: [{ Name: 'phone_number', Value: `+1555010${1000 + count}` }],
    })
    const { request } = functions.event('CustomSMSSender_AdminCreateUser')
    expect(request).toMatchObject({ type: 'customSMSSenderRequestV1', clientMetadata: null })
    const { ChallengeName } = await sdkFor(house).initiateAuth({
      ClientId: pool.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: name, PASSWORD: await lastCode() },
    })
    expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED')
  })

  it('send second factors', async () => {
    const phone = `+1555020${1000 + count}`
    await signUpAndConfirm()
    await sdkFor(house).adminUpdateUserAttributes({
      ...admin(),
      UserAttributes: [
        { Name: 'phone_number', Value: phone },
        { Name: 'phone_number_verified', Value: 'true' },
      ],
    })
    await sdkFor(house).setUserPoolMfaConfig({
      UserPoolId: pool.poolId,
      MfaConfiguration: 'OPTIONAL',
      SmsMfaConfiguration: {
        SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::000000000000:role/sms' },
      },
    })
    const SMSMfaSettings = { Enabled: true, PreferredMfa: true }
    await sdkFor(house).adminSetUserMFAPreference({ ...admin(), SMSMfaSettings })
    functions.reset()
    const { ChallengeName, Session } = await sdkFor(house).initiateAuth({
      ClientId: pool.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: name, PASSWORD },
    })
    expect(ChallengeName).toBe('SMS_MFA')
    expect(functions.sources).toEqual(['CustomSMSSender_Authentication'])
    const { AuthenticationResult } = await sdkFor(house).respondToAuthChallenge({
      ClientId: pool.clientId,
      ChallengeName: 'SMS_MFA',
      Session,
      ChallengeResponses: { USERNAME: name, SMS_MFA_CODE: await lastCode() },
    })
    expect(AuthenticationResult?.AccessToken).toBeDefined()
  })

  it('are told the address that a code is to prove, not the one before it', async () => {
    const held = await makePool(house, {
      LambdaConfig,
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
    })
    const before = pool
    pool = held
    await signUpAndConfirm()
    const { AccessToken } = await signIn(house, pool, name)
    await sdkFor(house).updateUserAttributes({
      AccessToken,
      UserAttributes: [{ Name: 'email', Value: `${name}.new@example.com` }],
    })
    const { request } = functions.event('CustomEmailSender_UpdateUserAttribute')
    expect(request.userAttributes.email).toBe(`${name}.new@example.com`)
    pool = before
  })

  it.each([
    [
      'refuse',
      () => {
        throw new Error('no')
      },
    ],
    ['never answer', () => new Promise(() => {})],
  ])('whose functions %s have not delivered', async (_how, run) => {
    functions.put('CustomEmailSender', run)
    await expect(signUp()).rejects.toMatchObject({
      name: 'CodeDeliveryFailureException',
      message: 'Unable to deliver message: the email could not be sent',
    })
    functions.reset()
    await sdkFor(house).resendConfirmationCode(base())
    expect(functions.sources).toEqual(['CustomEmailSender_ResendCode'])
  })

  it.each([[undefined], ['done'], [{}]])('may answer anything: %j', async (answer) => {
    functions.put('CustomEmailSender', () => answer)
    await signUp()
  })

  it('word nothing: the function for texts is called for the other channel only', async () => {
    const { CustomEmailSender: _, ...others } = LambdaConfig
    const mixed = await makePool(house, { LambdaConfig: others })
    await sdkFor(house).adminCreateUser({
      UserPoolId: mixed.poolId,
      Username: name,
      DesiredDeliveryMediums: ['SMS', 'EMAIL'],
      UserAttributes: [
        { Name: 'email', Value: `${name}@example.com` },
        { Name: 'phone_number', Value: `+1555030${1000 + count}` },
      ],
    })
    expect([...functions.sources].sort()).toEqual([
      'CustomMessage_AdminCreateUser',
      'CustomSMSSender_AdminCreateUser',
    ])
    expect(await house.inbox.last(name)).toMatchObject({ channel: 'email' })
    expect((await readCode(codeOf(functions, 'CustomSMSSender_AdminCreateUser'))).code).toBe(
      (await house.inbox.last(name))?.code,
    )
  })

  it('take no time that would tell who exists', async () => {
    // With Cognito's own limits: who waited for this function would wait for three tries of it.
    const patient = await open({ ...functions.options, senderKeys })
    const hides = { PreventUserExistenceErrors: 'ENABLED' } as const
    const own = await makeChoicePool(patient, ['PASSWORD', 'EMAIL_OTP'], { LambdaConfig }, hides)
    const ClientId = own.clientId
    await sdkFor(patient).signUp({
      ClientId,
      Username: name,
      Password: PASSWORD,
      UserAttributes: [{ Name: 'email', Value: `${name}@example.com` }],
    })
    const held = Promise.withResolvers<void>()
    functions.put('CustomEmailSender', () => held.promise)
    for (const Username of [name, 'nobody']) {
      await sdkFor(patient).resendConfirmationCode({ ClientId, Username })
      await choose(patient, own, { USERNAME: Username, PREFERRED_CHALLENGE: 'EMAIL_OTP' })
    }
    for (const occasion of ['ResendCode', 'Authentication']) {
      const tries = functions.sources.filter((source) => source.endsWith(occasion))
      expect(tries.length).toBeLessThan(2)
    }
    held.resolve()
  })

  describe('in a pool', () => {
    const withConfig = (config: object) =>
      sdkFor(house).createUserPool({ PoolName: 'x', LambdaConfig: config })

    it('are described as they were set', async () => {
      const { UserPool } = await sdkFor(house).describeUserPool({ UserPoolId: pool.poolId })
      expect(UserPool?.LambdaConfig).toEqual(LambdaConfig)
    })

    it.each(['CustomEmailSender', 'CustomSMSSender'] as const)('need a key: %s', async (each) => {
      await expect(withConfig(namedBy(each))).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: `${each} needs a KMSKeyID, under which codes are encrypted for it.`,
      })
    })

    it('need a key that is configured', async () => {
      const KMSKeyID = 'arn:aws:kms:us-east-1:000000000000:key/other'
      const refusal = {
        name: 'InvalidParameterException',
        message: `No key is configured for ${KMSKeyID}: add ${KMSKeyID}=<base64 of 32 bytes> to the setting senderKeys.`,
      }
      const config = { ...namedBy('CustomEmailSender'), KMSKeyID }
      await expect(withConfig(config)).rejects.toMatchObject(refusal)
      const update = { UserPoolId: pool.poolId, LambdaConfig: config }
      await expect(sdkFor(house).updateUserPool(update)).rejects.toMatchObject(refusal)
    })
  })
})

const codeOf = (functions: Functions, source: string): string =>
  (functions.event(source) satisfies TriggerEvent).request.code
