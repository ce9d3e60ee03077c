import type { CreateUserPoolCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  makeClient,
  makePool,
  makeUser,
  PASSWORD,
  signIn,
  type TestPool,
} from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'
import { secretHash } from '../rules/secret-hash.ts'

const NEXT = 'Dive-Every-Day-2'
const UNREACHABLE = {
  name: 'InvalidParameterException',
  message:
    'Cannot reset password for the user as there is no registered/verified email or phone_number',
}
const EXPIRED = {
  name: 'ExpiredCodeException',
  message: 'Invalid code provided, please request a code again.',
}
const MISMATCH = {
  name: 'CodeMismatchException',
  message: 'Invalid verification code provided, please try again.',
}
const LIMIT = {
  name: 'LimitExceededException',
  message: 'Attempt limit exceeded, please try after some time.',
}
const NOBODY = {
  name: 'UserNotFoundException',
  message: 'Username/client id combination not found.',
}

onEachStore('a forgotten password', (open) => {
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
  })
  type At = Pick<TestPool, 'clientId'>
  const forgot = (Username: string, { clientId }: At = pool) =>
    sdkFor(house).forgotPassword({ ClientId: clientId, Username })
  const confirm = (Username: string, code = '', Password = NEXT, { clientId }: At = pool) =>
    sdkFor(house).confirmForgotPassword({
      ClientId: clientId,
      Username,
      ConfirmationCode: code,
      Password,
    })
  const lastCode = async (to: string) => (await house.inbox.last(to))?.code ?? ''
  const codeFor = async (username: string, at: At = pool) => {
    await forgot(username, at)
    return await lastCode(username)
  }
  const other = (code: string) => (code === '000000' ? '000001' : '000000')
  const statusOf = async (Username: string, { poolId }: TestPool = pool) =>
    (await sdkFor(house).adminGetUser({ UserPoolId: poolId, Username })).UserStatus
  const hiding = (poolId: string) =>
    makeClient(house, poolId, { PreventUserExistenceErrors: 'ENABLED' })

  it('is replaced with the code that was sent', async () => {
    await makeUser(house, pool, 'ada')
    const answer = await forgot('ada')
    expect(answer.CodeDeliveryDetails).toEqual({
      AttributeName: 'email',
      DeliveryMedium: 'EMAIL',
      Destination: 'a***@e***',
    })
    const message = await house.inbox.last('ada')
    expect(message).toMatchObject({
      to: 'ada@example.com',
      purpose: 'ForgotPassword',
      subject: 'Your verification code',
      body: `Your password reset code is ${message?.code}`,
    })
    await confirm('ada', message?.code)
    await signIn(house, pool, 'ada', NEXT)
    await expect(signIn(house, pool, 'ada')).rejects.toThrow('Incorrect username or password.')
    await expect(confirm('ada', message?.code)).rejects.toMatchObject(EXPIRED)
  })

  it('is asked for in the words of the pool', async () => {
    const own = await makePool(house, {
      VerificationMessageTemplate: { EmailMessage: 'Hello {username}, {####}' },
    })
    await makeUser(house, own, 'wordy')
    const code = await codeFor('wordy', own)
    expect((await house.inbox.last('wordy'))?.body).toBe(`Hello wordy, ${code}`)
  })

  it('leaves sessions as they are', async () => {
    await makeUser(house, pool, 'bea')
    const { AccessToken } = await signIn(house, pool, 'bea')
    await confirm('bea', await codeFor('bea'))
    await sdkFor(house).getUser({ AccessToken })
  })

  it('opens the lock that wrong guesses set', async () => {
    await makeUser(house, pool, 'guessed')
    for (let guess = 0; guess < 20; guess++) {
      await expect(signIn(house, pool, 'guessed', `Wrong-${guess}-x`)).rejects.toThrow()
      house.clock.advance('1s')
    }
    await expect(signIn(house, pool, 'guessed')).rejects.toThrow('Password attempts exceeded')
    await confirm('guessed', await codeFor('guessed'))
    await signIn(house, pool, 'guessed', NEXT)
  })

  it('is asked for by any name of the user', async () => {
    const own = await makePool(house, { AliasAttributes: ['email'] })
    await makeUser(house, own, 'cy')
    const code = await codeFor('cy@example.com', own)
    await confirm('cy', code, NEXT, own)
    await signIn(house, own, 'cy@example.com', NEXT)
  })

  it('asks clients with a secret for its hash', async () => {
    await makeUser(house, pool, 'hashed')
    const { clientId, clientSecret = '' } = await makeClient(house, pool.poolId, {
      GenerateSecret: true,
    })
    await expect(forgot('hashed', { clientId })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    })
    const SecretHash = secretHash('hashed', clientId, clientSecret)
    const request = { ClientId: clientId, Username: 'hashed', SecretHash }
    await sdkFor(house).forgotPassword(request)
    await sdkFor(house).confirmForgotPassword({
      ...request,
      ConfirmationCode: await lastCode('hashed'),
      Password: NEXT,
    })
    await signIn(house, pool, 'hashed', NEXT)
  })

  describe('sends its code', () => {
    const person = async (own: TestPool, username: string, attributes: Record<string, string>) => {
      const sdk = sdkFor(house)
      await sdk.adminCreateUser({
        UserPoolId: own.poolId,
        Username: username,
        MessageAction: 'SUPPRESS',
        UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
      })
      await sdk.adminSetUserPassword({
        UserPoolId: own.poolId,
        Username: username,
        Password: PASSWORD,
        Permanent: true,
      })
    }
    const reachable = (flag: string) => ({
      email: 'dan@example.com',
      email_verified: flag,
      phone_number: '+15550101234',
      phone_number_verified: 'true',
    })
    const PHONE_FIRST: Partial<CreateUserPoolCommandInput> = {
      AccountRecoverySetting: {
        RecoveryMechanisms: [
          { Name: 'verified_email', Priority: 2 },
          { Name: 'verified_phone_number', Priority: 1 },
        ],
      },
    }
    const mediumFor = async (settings: Partial<CreateUserPoolCommandInput>, flag: string) => {
      const own = await makePool(house, settings)
      await person(own, 'dan', reachable(flag))
      return (await forgot('dan', own)).CodeDeliveryDetails
    }

    it('by the channel of the pool’s first choice', async () => {
      expect((await mediumFor({}, 'true'))?.DeliveryMedium).toBe('EMAIL')
      expect(await mediumFor(PHONE_FIRST, 'true')).toEqual({
        AttributeName: 'phone_number',
        DeliveryMedium: 'SMS',
        Destination: '+*******1234',
      })
      const message = await house.inbox.last('+15550101234')
      expect(message?.body).toBe(`Your password reset code is ${message?.code}`)
    })

    it('never to an address that is not verified', async () => {
      expect((await mediumFor({}, 'false'))?.DeliveryMedium).toBe('SMS')
      const own = await makePool(house)
      await person(own, 'eve', { email: 'eve@example.com', email_verified: 'false' })
      await expect(forgot('eve', own)).rejects.toMatchObject(UNREACHABLE)
    })

    it('to nobody where only administrators recover accounts', async () => {
      const own = await makePool(house, {
        AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] },
      })
      await makeUser(house, own, 'fay')
      await expect(forgot('fay', own)).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Could not reset password for the account, please contact support or try again',
      })
    })

    it('to nobody who is not confirmed, disabled, or has a password from an administrator', async () => {
      const sdk = sdkFor(house)
      const { clientId, poolId: UserPoolId } = pool
      const UserAttributes = [{ Name: 'email', Value: 'gus@example.com' }]
      await sdk.signUp({ ClientId: clientId, Username: 'gus', Password: PASSWORD, UserAttributes })
      await expect(forgot('gus')).rejects.toMatchObject(UNREACHABLE)

      await makeUser(house, pool, 'hal')
      const code = await codeFor('hal')
      await sdk.adminDisableUser({ UserPoolId, Username: 'hal' })
      const disabled = { name: 'NotAuthorizedException', message: 'User is disabled.' }
      await expect(forgot('hal')).rejects.toMatchObject(disabled)
      await expect(confirm('hal', code)).rejects.toMatchObject(disabled)

      const invited = [
        { Name: 'email', Value: 'ivy@example.com' },
        { Name: 'email_verified', Value: 'true' },
      ]
      await sdk.adminCreateUser({ UserPoolId, Username: 'ivy', UserAttributes: invited })
      await expect(forgot('ivy')).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'User password cannot be reset in the current state.',
      })
    })
  })

  it('confirms an unconfirmed user whose address is verified', async () => {
    const sdk = sdkFor(house)
    const { clientId, poolId: UserPoolId } = pool
    await sdk.signUp({ ClientId: clientId, Username: 'jo', Password: PASSWORD })
    await sdk.adminUpdateUserAttributes({
      UserPoolId,
      Username: 'jo',
      UserAttributes: [
        { Name: 'email', Value: 'jo@example.com' },
        { Name: 'email_verified', Value: 'true' },
      ],
    })
    await confirm('jo', await codeFor('jo'))
    expect(await statusOf('jo')).toBe('CONFIRMED')
    await signIn(house, pool, 'jo', NEXT)
  })

  it('lets somebody in whom an administrator reset, at any client', async () => {
    await makeUser(house, pool, 'kim')
    await sdkFor(house).adminResetUserPassword({ UserPoolId: pool.poolId, Username: 'kim' })
    expect(await statusOf('kim')).toBe('RESET_REQUIRED')
    await expect(signIn(house, pool, 'kim')).rejects.toMatchObject({
      name: 'PasswordResetRequiredException',
    })
    await confirm('kim', await lastCode('kim'), NEXT, await makeClient(house, pool.poolId))
    expect(await statusOf('kim')).toBe('CONFIRMED')
    await signIn(house, pool, 'kim', NEXT)
  })

  it('verifies the address that the code went to', async () => {
    await makeUser(house, pool, 'lea')
    const code = await codeFor('lea')
    const lea = { UserPoolId: pool.poolId, Username: 'lea' }
    const UserAttributes = [{ Name: 'email_verified', Value: 'false' }]
    await sdkFor(house).adminUpdateUserAttributes({ ...lea, UserAttributes })
    await confirm('lea', code)
    const { UserAttributes: after } = await sdkFor(house).adminGetUser(lea)
    expect(after).toContainEqual({ Name: 'email_verified', Value: 'true' })
  })

  describe('with a code that was sent', () => {
    it('must follow the policy, which costs no guess', async () => {
      await makeUser(house, pool, 'max')
      const code = await codeFor('max')
      for (let tries = 0; tries < 20; tries++) {
        await expect(confirm('max', code, 'short')).rejects.toMatchObject({
          name: 'InvalidPasswordException',
        })
      }
      await confirm('max', code)
    })

    it('must be new, said only to who has the code, which stays good', async () => {
      const own = await makePool(house, {
        Policies: { PasswordPolicy: { MinimumLength: 8, PasswordHistorySize: 2 } },
      })
      await makeUser(house, own, 'nia')
      const code = await codeFor('nia', own)
      await expect(confirm('nia', other(code), PASSWORD, own)).rejects.toMatchObject(MISMATCH)
      for (let tries = 0; tries < 6; tries++) {
        await expect(confirm('nia', code, PASSWORD, own)).rejects.toMatchObject({
          name: 'PasswordHistoryPolicyViolationException',
          message: 'Password has previously been used',
        })
      }
      await confirm('nia', code, NEXT, own)
      await signIn(house, own, 'nia', NEXT)
    })

    it('is replaced once, however many try at once', async () => {
      await makeUser(house, pool, 'oda')
      const code = await codeFor('oda')
      const passwords = ['Race-Of-One-1', 'Race-Of-Two-2', 'Race-Of-Three-3']
      const results = await Promise.allSettled(
        passwords.map((password) => confirm('oda', code, password)),
      )
      const won = results.findIndex(({ status }) => status === 'fulfilled')
      const lost = results.filter(({ status }) => status === 'rejected')
      expect(lost).toHaveLength(2)
      for (const { reason } of lost as PromiseRejectedResult[])
        expect(reason).toMatchObject(EXPIRED)
      await signIn(house, pool, 'oda', passwords[won])
    })
  })

  describe('stays as it is', () => {
    it('after the code of another user, or of another purpose', async () => {
      await makeUser(house, pool, 'pat')
      await makeUser(house, pool, 'rob')
      const theirs = await codeFor('rob')
      await expect(confirm('pat', theirs)).rejects.toMatchObject(EXPIRED)
      const { AccessToken } = await signIn(house, pool, 'pat')
      const AttributeName = 'email'
      await sdkFor(house).getUserAttributeVerificationCode({ AccessToken, AttributeName })
      await expect(confirm('pat', await lastCode('pat'))).rejects.toMatchObject(EXPIRED)
      await signIn(house, pool, 'pat')
    })

    it('after a code that another client asked for', async () => {
      await makeUser(house, pool, 'sal')
      const code = await codeFor('sal')
      const elsewhere = await makeClient(house, pool.poolId)
      await expect(confirm('sal', code, NEXT, elsewhere)).rejects.toMatchObject(MISMATCH)
      await confirm('sal', code)
    })

    it('after a code that went to an address which is theirs no more', async () => {
      await makeUser(house, pool, 'ted')
      const code = await codeFor('ted')
      await sdkFor(house).adminUpdateUserAttributes({
        UserPoolId: pool.poolId,
        Username: 'ted',
        UserAttributes: [
          { Name: 'email', Value: 'ted@example.org' },
          { Name: 'email_verified', Value: 'true' },
        ],
      })
      await expect(confirm('ted', code)).rejects.toMatchObject(EXPIRED)
      await signIn(house, pool, 'ted')
    })

    it('after a code that went to an address which somebody else has proven since', async () => {
      const own = await makePool(house, { AliasAttributes: ['email'] })
      await makeUser(house, own, 'first')
      const code = await codeFor('first', own)
      const sdk = sdkFor(house)
      await sdk.signUp({
        ClientId: own.clientId,
        Username: 'second',
        Password: PASSWORD,
        UserAttributes: [{ Name: 'email', Value: 'first@example.com' }],
      })
      await sdk.confirmSignUp({
        ClientId: own.clientId,
        Username: 'second',
        ConfirmationCode: await lastCode('second'),
        ForceAliasCreation: true,
      })
      await expect(confirm('first', code, NEXT, own)).rejects.toMatchObject(EXPIRED)
      await signIn(house, own, 'first')
    })

    it('after a code that is an hour old, or not the last', async () => {
      await makeUser(house, pool, 'una')
      const first = await codeFor('una')
      const second = await codeFor('una')
      if (first !== second) await expect(confirm('una', first)).rejects.toMatchObject(MISMATCH)
      house.clock.advance('1h')
      await expect(confirm('una', second)).rejects.toMatchObject(EXPIRED)
    })

    it('after five wrong guesses at its code', async () => {
      await makeUser(house, pool, 'vic')
      const code = await codeFor('vic')
      for (let guess = 0; guess < 5; guess++) {
        await expect(confirm('vic', other(code))).rejects.toMatchObject(MISMATCH)
      }
      await expect(confirm('vic', code)).rejects.toMatchObject(EXPIRED)
    })

    it('after fifteen guesses in an hour, whatever codes they were for', async () => {
      await makeUser(house, pool, 'vera')
      for (let round = 0; round < 3; round++) {
        const code = await codeFor('vera')
        for (let guess = 0; guess < 5; guess++) {
          await expect(confirm('vera', other(code))).rejects.toMatchObject(MISMATCH)
        }
      }
      await expect(confirm('vera', await codeFor('vera'))).rejects.toMatchObject(LIMIT)
      house.clock.advance('1h')
      await confirm('vera', await codeFor('vera'))
    })

    it('after the sixth request in an hour', async () => {
      await makeUser(house, pool, 'wes')
      for (let asked = 0; asked < 5; asked++) await forgot('wes')
      await expect(forgot('wes')).rejects.toMatchObject(LIMIT)
      house.clock.advance('1h')
      await forgot('wes')
    })
  })

  describe('of a name that nobody has', () => {
    it('is nobody’s, where the client says so', async () => {
      await expect(forgot('nobody')).rejects.toMatchObject(NOBODY)
      await expect(confirm('nobody', '123456')).rejects.toMatchObject(NOBODY)
    })

    it('looks like anybody’s, where the client hides who exists', async () => {
      const client = await hiding(pool.poolId)
      await makeUser(house, pool, 'xena')
      const story = async (username: string) => {
        const heard: unknown[] = []
        const tell = async (call: Promise<unknown>) =>
          heard.push(await call.then(() => 'done').catch((e: Error) => `${e.name}: ${e.message}`))
        await tell(confirm(username, 'abc', 'short', client))
        await tell(confirm(username, 'abc', NEXT, client))
        for (let asked = 0; asked < 2; asked++) {
          await tell(forgot(username, client))
          for (let guess = 0; guess < 9; guess++) await tell(confirm(username, 'abc', NEXT, client))
        }
        for (let asked = 0; asked < 4; asked++) await tell(forgot(username, client))
        house.clock.advance('1h')
        await tell(confirm(username, 'abc', NEXT, client))
        return heard
      }
      const real = await story('xena')
      expect(await story('nobody')).toEqual(real)
      expect(new Set(real.map((line) => String(line).split(':')[0]))).toEqual(
        new Set([
          'InvalidPasswordException',
          'ExpiredCodeException',
          'CodeMismatchException',
          'LimitExceededException',
          'done',
        ]),
      )
    })

    it('looks the same for those whom no code can be sent to', async () => {
      const client = await hiding(pool.poolId)
      const sdk = sdkFor(house)
      await makeUser(house, pool, 'yul')
      await sdk.adminDisableUser({ UserPoolId: pool.poolId, Username: 'yul' })
      await sdk.signUp({ ClientId: pool.clientId, Username: 'zoe', Password: PASSWORD })
      await sdk.adminCreateUser({ UserPoolId: pool.poolId, Username: 'zack' })
      for (const username of ['yul', 'zoe', 'zack', 'nobody-else']) {
        const { CodeDeliveryDetails } = await forgot(username, client)
        expect(CodeDeliveryDetails).toMatchObject({
          AttributeName: 'email',
          DeliveryMedium: 'EMAIL',
          Destination: expect.stringMatching(/^[a-z]\*\*\*@[a-z]\*\*\*$/),
        })
        expect(await forgot(username, client)).toMatchObject({ CodeDeliveryDetails })
        await expect(confirm(username, '12345', NEXT, client)).rejects.toMatchObject(MISMATCH)
      }
    })

    it('has the code go to the name, if that is an address', async () => {
      const own = await makePool(house, { UsernameAttributes: ['email', 'phone_number'] })
      const client = await hiding(own.poolId)
      const byEmail = await forgot('kay@example.com', client)
      expect(byEmail.CodeDeliveryDetails?.Destination).toBe('k***@e***')
      const byPhone = await forgot('+15550109876', client)
      expect(byPhone.CodeDeliveryDetails).toMatchObject({
        DeliveryMedium: 'SMS',
        Destination: '+*******9876',
      })
    })
  })

  it('is not replaced where the code cannot be delivered', async () => {
    let isDown = false
    const sent: string[] = []
    const broken = await open({
      sender: {
        async send({ code }) {
          if (isDown) throw new Error('mail server away')
          sent.push(code)
        },
      },
    })
    const own = await makePool(broken)
    const sdk = sdkFor(broken)
    const UserAttributes = [{ Name: 'email', Value: 'quinn@example.com' }]
    const quinn = { ClientId: own.clientId, Username: 'quinn' }
    await sdk.signUp({ ...quinn, Password: PASSWORD, UserAttributes })
    await sdk.confirmSignUp({ ...quinn, ConfirmationCode: sent[0] })
    isDown = true
    await expect(sdk.forgotPassword(quinn)).rejects.toMatchObject({
      name: 'CodeDeliveryFailureException',
    })
    isDown = false
    await sdk.forgotPassword(quinn)
    await sdk.confirmForgotPassword({ ...quinn, ConfirmationCode: sent[1], Password: NEXT })
    await signIn(broken, own, 'quinn', NEXT)
  })
})
