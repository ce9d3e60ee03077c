import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { arnOf, Functions, namedBy } from '../../test/support/functions.ts'
import { makePool, PASSWORD, signIn, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import { call } from '../../test/support/wire.ts'
import type { Poolhouse } from '../index.ts'

const ClientMetadata = { from: 'test' }

onEachStore('triggers of sign-up', (open) => {
  const functions = new Functions('PreSignUp', 'PostConfirmation', 'CustomMessage')
  let house: Poolhouse
  let pool: TestPool
  let count = 0
  let name: string
  beforeAll(async () => {
    house = await open({ ...functions.options, triggerTimeoutMs: 50 })
    pool = await makePool(house, {
      LambdaConfig: namedBy('PreSignUp', 'PostConfirmation', 'CustomMessage'),
      EmailConfiguration: {
        EmailSendingAccount: 'DEVELOPER',
        SourceArn: 'arn:aws:ses:us-east-1:000000000000:identity/example.com',
      },
    })
  })
  beforeEach(() => {
    functions.reset()
    name = `ada${count++}`
  })
  const signUp = () =>
    sdkFor(house).signUp({
      ClientId: pool.clientId,
      Username: name,
      Password: PASSWORD,
      UserAttributes: [{ Name: 'email', Value: `${name}@example.com` }],
      ValidationData: [{ Name: 'captcha', Value: 'right' }],
      ClientMetadata,
    })
  const confirm = async () =>
    await sdkFor(house).confirmSignUp({
      ClientId: pool.clientId,
      Username: name,
      ConfirmationCode: (await house.inbox.last(name))?.code ?? '',
      ClientMetadata: { step: 'confirm' },
    })
  const getUser = () => sdkFor(house).adminGetUser({ UserPoolId: pool.poolId, Username: name })
  const event = (source: string, request: object, response: object) => ({
    version: '1',
    triggerSource: source,
    region: 'us-east-1',
    userPoolId: pool.poolId,
    userName: name,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: pool.clientId },
    request,
    response,
  })
  const verified = (attribute: string) => ({ Name: `${attribute}_verified`, Value: 'true' })
  const noMessage = { smsMessage: null, emailMessage: null, emailSubject: null }

  it('are called in order, each with its event', async () => {
    const { UserSub: sub } = await signUp()
    await confirm()
    expect(functions.events).toEqual([
      event(
        'PreSignUp_SignUp',
        {
          userAttributes: { email: `${name}@example.com` },
          validationData: { captcha: 'right' },
          clientMetadata: ClientMetadata,
        },
        { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
      ),
      event(
        'CustomMessage_SignUp',
        {
          userAttributes: {
            sub,
            'cognito:user_status': 'UNCONFIRMED',
            email: `${name}@example.com`,
            email_verified: 'false',
          },
          codeParameter: '{####}',
          linkParameter: '{##Click Here##}',
          usernameParameter: null,
          clientMetadata: ClientMetadata,
        },
        noMessage,
      ),
      event(
        'PostConfirmation_ConfirmSignUp',
        {
          userAttributes: {
            sub,
            'cognito:user_status': 'CONFIRMED',
            email: `${name}@example.com`,
            email_verified: 'true',
          },
          clientMetadata: { step: 'confirm' },
        },
        {},
      ),
    ])
  })

  it('are described as they were set', async () => {
    const { UserPool } = await sdkFor(house).describeUserPool({ UserPoolId: pool.poolId })
    expect(UserPool?.LambdaConfig).toEqual(
      namedBy('PreSignUp', 'PostConfirmation', 'CustomMessage'),
    )
  })

  describe('PreSignUp', () => {
    it('refuses in its own words, and nobody was made', async () => {
      functions.put('PreSignUp', () => {
        throw new Error('Not from here')
      })
      await expect(signUp()).rejects.toMatchObject({
        name: 'UserLambdaValidationException',
        message: 'PreSignUp failed with error Not from here.',
      })
      await expect(getUser()).rejects.toMatchObject({ name: 'UserNotFoundException' })
      expect(await house.inbox.last(name)).toBeUndefined()
      expect(functions.sources).toEqual(['PreSignUp_SignUp'])
    })

    it('confirms and verifies, without a message', async () => {
      functions.on('PreSignUp', () => ({ autoConfirmUser: true, autoVerifyEmail: true }))
      const answer = await signUp()
      expect(answer.UserConfirmed).toBe(true)
      expect(answer.CodeDeliveryDetails).toBeUndefined()
      expect(functions.sources).toEqual(['PreSignUp_SignUp', 'PostConfirmation_ConfirmSignUp'])
      const user = await getUser()
      expect(user.UserStatus).toBe('CONFIRMED')
      expect(user.UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' })
      await signIn(house, pool, name)
    })

    it('is heard in the exact words only', async () => {
      for (const response of [
        { autoConfirmUser: 'true' },
        { autoVerifyEmail: 1 },
        { autoVerifyPhone: true },
      ]) {
        functions.on('PreSignUp', () => response)
        await expect(signUp()).rejects.toMatchObject({
          name: 'InvalidLambdaResponseException',
          message: 'Unrecognizable lambda output',
        })
      }
      await expect(getUser()).rejects.toMatchObject({ name: 'UserNotFoundException' })
    })

    it.each([[undefined], ['text'], [[]], [{}], [{ response: null }], [{ response: [] }]])(
      'is refused an answer that is no event: %j',
      async (answer) => {
        functions.put('PreSignUp', () => answer)
        await expect(signUp()).rejects.toMatchObject({ name: 'InvalidLambdaResponseException' })
      },
    )

    it('takes no alias that another user has', async () => {
      functions.on('PreSignUp', () => ({ autoConfirmUser: true, autoVerifyEmail: true }))
      const own = await makePool(house, {
        AliasAttributes: ['email'],
        LambdaConfig: namedBy('PreSignUp'),
      })
      const join = (Username: string) =>
        sdkFor(house).signUp({
          ClientId: own.clientId,
          Username,
          Password: PASSWORD,
          UserAttributes: [{ Name: 'email', Value: 'one@example.com' }],
        })
      const { UserSub } = await join('first')
      await expect(join('second')).rejects.toMatchObject({ name: 'UsernameExistsException' })
      const found = await sdkFor(house).adminGetUser({
        UserPoolId: own.poolId,
        Username: 'one@example.com',
      })
      expect(found.UserAttributes).toContainEqual({ Name: 'sub', Value: UserSub })
    })

    it('hears of users whom an administrator makes, and confirms none of them', async () => {
      functions.on('PreSignUp', () => ({ autoConfirmUser: true, autoVerifyEmail: true }))
      const { User } = await sdkFor(house).adminCreateUser({
        UserPoolId: pool.poolId,
        Username: name,
        UserAttributes: [{ Name: 'email', Value: `${name}@example.com` }],
        ValidationData: [{ Name: 'by', Value: 'hand' }],
        DesiredDeliveryMediums: ['EMAIL'],
        ClientMetadata,
      })
      expect(User?.UserStatus).toBe('FORCE_CHANGE_PASSWORD')
      expect(functions.sources).toEqual([
        'PreSignUp_AdminCreateUser',
        'CustomMessage_AdminCreateUser',
      ])
      const { callerContext, request } = functions.event('PreSignUp_AdminCreateUser')
      expect(callerContext.clientId).toBe('CLIENT_ID_NOT_APPLICABLE')
      expect(request).toEqual({
        userAttributes: { email: `${name}@example.com` },
        validationData: { by: 'hand' },
        clientMetadata: ClientMetadata,
      })
    })
  })

  describe('PostConfirmation', () => {
    it('fails after the fact: the user stays confirmed', async () => {
      await signUp()
      functions.put('PostConfirmation', () => {
        throw new Error('No welcome')
      })
      await expect(confirm()).rejects.toMatchObject({
        name: 'UserLambdaValidationException',
        message: 'PostConfirmation failed with error No welcome.',
      })
      expect((await getUser()).UserStatus).toBe('CONFIRMED')
    })

    it('hears of users whom an administrator confirms', async () => {
      await signUp()
      const Username = name
      await sdkFor(house).adminConfirmSignUp({ UserPoolId: pool.poolId, Username, ClientMetadata })
      const { request } = functions.event('PostConfirmation_ConfirmSignUp')
      expect(request.clientMetadata).toEqual(ClientMetadata)
    })

    it('hears of new passwords by code', async () => {
      await signUp()
      await confirm()
      const by = { ClientId: pool.clientId, Username: name, ClientMetadata }
      await sdkFor(house).forgotPassword(by)
      expect(functions.event('CustomMessage_ForgotPassword').request.clientMetadata).toEqual(
        ClientMetadata,
      )
      const ConfirmationCode = (await house.inbox.last(name))?.code
      await sdkFor(house).confirmForgotPassword({
        ...by,
        ConfirmationCode,
        Password: 'Another-One-2',
      })
      const { request } = functions.event('PostConfirmation_ConfirmForgotPassword')
      expect(request.clientMetadata).toEqual(ClientMetadata)
      expect(request.userAttributes['cognito:user_status']).toBe('CONFIRMED')
    })
  })

  describe('CustomMessage', () => {
    it('words a message', async () => {
      functions.on('CustomMessage', () => ({
        emailMessage: 'Swim with <b>{####}</b>',
        emailSubject: 'Water',
      }))
      await signUp()
      const message = await house.inbox.last(name)
      expect(message?.subject).toBe('Water')
      expect(message?.body).toBe(`Swim with <b>${message?.code}</b>`)
    })

    it.each([
      [{ emailMessage: 'no code' }],
      [{ smsMessage: 'no code' }],
      [{ smsMessage: `{####}${'x'.repeat(140)}` }],
      [{ emailMessage: `{####}${'x'.repeat(20_000)}` }],
      [{ emailSubject: 'x'.repeat(141) }],
      [{ emailMessage: ['{####}'] }],
    ])('is refused %j', async (response) => {
      functions.on('CustomMessage', () => response)
      await expect(signUp()).rejects.toMatchObject({ name: 'InvalidLambdaResponseException' })
      expect(await house.inbox.last(name)).toBeUndefined()
    })

    it('names the user in an invitation', async () => {
      const invite = (Username: string) =>
        sdkFor(house).adminCreateUser({
          UserPoolId: pool.poolId,
          Username,
          UserAttributes: [{ Name: 'email', Value: `${Username}@example.com` }],
          DesiredDeliveryMediums: ['EMAIL'],
        })
      functions.on('CustomMessage', () => ({ emailMessage: '{####}' }))
      await expect(invite(name)).rejects.toMatchObject({ name: 'InvalidLambdaResponseException' })
      functions.on('CustomMessage', ({ request }) => ({
        emailMessage: `${request.usernameParameter}: ${request.codeParameter}`,
      }))
      await invite(`${name}b`)
      const message = await house.inbox.last(`${name}b`)
      expect(message?.body).toBe(`${name}b: ${message?.code}`)
    })

    it('is asked for every message, with what the call brought along', async () => {
      const sdk = sdkFor(house)
      await signUp()
      await sdk.resendConfirmationCode({ ClientId: pool.clientId, Username: name, ClientMetadata })
      await confirm()
      const { AccessToken } = await signIn(house, pool, name)
      functions.events.length = 0
      const UserAttributes = [{ Name: 'email', Value: `${name}@new.example.com` }]
      await sdk.updateUserAttributes({ AccessToken, UserAttributes, ClientMetadata })
      await sdk.getUserAttributeVerificationCode({
        AccessToken,
        AttributeName: 'email',
        ClientMetadata,
      })
      const by = { UserPoolId: pool.poolId, Username: name, ClientMetadata }
      await sdk.adminUpdateUserAttributes({ ...by, UserAttributes: [verified('email')] })
      await sdk.adminResetUserPassword(by)
      expect(
        functions.events.map(({ triggerSource, callerContext, request }) => [
          triggerSource,
          callerContext.clientId,
          request.clientMetadata,
        ]),
      ).toEqual([
        ['CustomMessage_UpdateUserAttribute', pool.clientId, ClientMetadata],
        ['CustomMessage_VerifyUserAttribute', pool.clientId, ClientMetadata],
        ['CustomMessage_ForgotPassword', 'CLIENT_ID_NOT_APPLICABLE', ClientMetadata],
      ])
    })

    it('words the code of a second factor', async () => {
      const own = await makePool(house, { LambdaConfig: namedBy('CustomMessage') })
      const sdk = sdkFor(house)
      const UserPoolId = own.poolId
      await sdk.setUserPoolMfaConfig({
        UserPoolId,
        MfaConfiguration: 'ON',
        SmsMfaConfiguration: {
          SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::000000000000:role/sms' },
        },
      })
      await sdk.adminCreateUser({
        UserPoolId,
        Username: name,
        MessageAction: 'SUPPRESS',
        UserAttributes: [{ Name: 'phone_number', Value: '+15550100' }, verified('phone_number')],
      })
      const Password = PASSWORD
      await sdk.adminSetUserPassword({ UserPoolId, Username: name, Password, Permanent: true })
      functions.on('CustomMessage', () => ({ smsMessage: 'Dive: {####}' }))
      const { ChallengeName } = await sdk.initiateAuth({
        ClientId: own.clientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: name, PASSWORD },
      })
      expect(ChallengeName).toBe('SMS_MFA')
      functions.event('CustomMessage_Authentication')
      const message = await house.inbox.last('+15550100')
      expect(message?.body).toBe(`Dive: ${message?.code}`)
    })

    it('words email only where the pool sends its own', async () => {
      const own = await makePool(house, { LambdaConfig: namedBy('CustomMessage') })
      functions.on('CustomMessage', () => ({ emailMessage: '{####}' }))
      const joining = sdkFor(house).signUp({
        ClientId: own.clientId,
        Username: name,
        Password: PASSWORD,
        UserAttributes: [{ Name: 'email', Value: 'own@example.com' }],
      })
      await expect(joining).rejects.toMatchObject({ name: 'InvalidLambdaResponseException' })
    })
  })

  it('fail without detail where a function never answers, after three tries', async () => {
    functions.put('PreSignUp', () => new Promise(() => {}))
    await expect(signUp()).rejects.toMatchObject({
      name: 'UnexpectedLambdaException',
      message: 'PreSignUp invocation failed.',
    })
    expect(functions.sources).toHaveLength(3)
  })

  it('fail where no setting says where the function is', async () => {
    const own = await makePool(house, { LambdaConfig: { PreSignUp: arnOf('nowhere') } })
    const { body } = await call(house, 'SignUp', {
      ClientId: own.clientId,
      Username: name,
      Password: PASSWORD,
    })
    expect(body.__type).toBe('UnexpectedLambdaException')
  })

  it('that nothing can call yet are kept and described', async () => {
    const LambdaConfig = namedBy('InboundFederation')
    const { poolId } = await makePool(house, { LambdaConfig })
    const { UserPool } = await sdkFor(house).describeUserPool({ UserPoolId: poolId })
    expect(UserPool?.LambdaConfig).toEqual(LambdaConfig)
  })
})
