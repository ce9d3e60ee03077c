import type { CreateUserPoolCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, describe, expect, it } from 'vitest'
import { stopTime } from '../../test/attacks/stopped-time.ts'
import { makePool, makeUser, PASSWORD, signIn, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

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
const TAKEN = {
  name: 'AliasExistsException',
  message: 'An account with the email already exists.',
}
const HOLDING_BACK: Partial<CreateUserPoolCommandInput> = {
  AutoVerifiedAttributes: ['email', 'phone_number'],
  UserAttributeUpdateSettings: {
    AttributesRequireVerificationBeforeUpdate: ['email', 'phone_number'],
  },
}

onEachStore('a new address', (open) => {
  let house: Poolhouse
  let pool: TestPool
  stopTime()
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
  })
  const makeSession = async (username: string, at: TestPool = pool) => {
    await makeUser(house, at, username)
    return (await signIn(house, at, username)).AccessToken
  }
  const update = (AccessToken: string, attributes: Record<string, string>) =>
    sdkFor(house).updateUserAttributes({
      AccessToken,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    })
  const request = (AccessToken: string, AttributeName = 'email') =>
    sdkFor(house).getUserAttributeVerificationCode({ AccessToken, AttributeName })
  const verify = (AccessToken: string, Code: string, AttributeName = 'email') =>
    sdkFor(house).verifyUserAttribute({ AccessToken, AttributeName, Code })
  const lastCode = async (to: string) => (await house.inbox.last(to))?.code ?? ''
  const other = (code: string) => (code === '000000' ? '000001' : '000000')
  const profile = async (AccessToken: string) => {
    const { UserAttributes = [] } = await sdkFor(house).getUser({ AccessToken })
    const { sub, ...rest } = Object.fromEntries(UserAttributes.map((a) => [a.Name, a.Value]))
    return rest
  }

  it('is theirs at once, and verified by the code that went to it', async () => {
    const token = await makeSession('ada')
    const answer = await update(token, { email: 'ada@example.org', phone_number: '+15550101234' })
    expect(answer.CodeDeliveryDetailsList).toEqual([
      { AttributeName: 'email', DeliveryMedium: 'EMAIL', Destination: 'a***@e***' },
    ])
    expect(await profile(token)).toEqual({
      email: 'ada@example.org',
      email_verified: 'false',
      phone_number: '+15550101234',
      phone_number_verified: 'false',
    })
    const message = await house.inbox.last('ada@example.org')
    expect(message).toMatchObject({
      purpose: 'UpdateUserAttribute',
      subject: 'Your verification code',
      body: `Your confirmation code is ${message?.code}`,
    })
    await verify(token, message?.code ?? '')
    expect(await profile(token)).toMatchObject({
      email: 'ada@example.org',
      email_verified: 'true',
      phone_number_verified: 'false',
    })
    await expect(verify(token, message?.code ?? '')).rejects.toMatchObject(EXPIRED)
  })

  it('is not proven by the code of another, which waits for its own', async () => {
    const token = await makeSession('abe')
    await request(token)
    const code = await lastCode('abe@example.com')
    const give = (email: string) =>
      sdkFor(house).adminUpdateUserAttributes({
        UserPoolId: pool.poolId,
        Username: 'abe',
        UserAttributes: [
          { Name: 'email', Value: email },
          { Name: 'email_verified', Value: 'true' },
        ],
      })
    await give('abe@example.org')
    await expect(verify(token, code)).rejects.toMatchObject(EXPIRED)
    await give('abe@example.com')
    await verify(token, code)
  })

  it('gets a code when its owner asks, verified or not', async () => {
    const token = await makeSession('bea')
    await update(token, { phone_number: '+15550105678' })
    expect((await request(token, 'phone_number')).CodeDeliveryDetails).toEqual({
      AttributeName: 'phone_number',
      DeliveryMedium: 'SMS',
      Destination: '+*******5678',
    })
    const message = await house.inbox.last('+15550105678')
    expect(message?.purpose).toBe('VerifyUserAttribute')
    expect(message?.body).toBe(`Your verification code is ${message?.code}`)
    await verify(token, message?.code ?? '', 'phone_number')
    expect(await profile(token)).toMatchObject({ phone_number_verified: 'true' })
    await request(token)
    await verify(token, await lastCode('bea@example.com'))
  })

  it('gets none without being there, or being one', async () => {
    const token = await makeSession('cy')
    const invalid = (message: string) => ({ name: 'InvalidParameterException', message })
    await expect(request(token, 'phone_number')).rejects.toMatchObject(
      invalid('User does not have a valid registered phone number'),
    )
    const unprovable = invalid(
      'Invalid attribute name. Only phone_number and email can be verified.',
    )
    await expect(request(token, 'name')).rejects.toMatchObject(unprovable)
    await expect(verify(token, '123456', 'name')).rejects.toMatchObject(unprovable)
    await sdkFor(house).deleteUserAttributes({ AccessToken: token, UserAttributeNames: ['email'] })
    await expect(request(token)).rejects.toMatchObject(
      invalid('User does not have a valid registered email address'),
    )
  })

  describe('is not verified', () => {
    it('by a code for another one of the user', async () => {
      const token = await makeSession('dan')
      await update(token, { email: 'dan@example.org', phone_number: '+15550101111' })
      const forEmail = await lastCode('dan@example.org')
      await expect(verify(token, forEmail, 'phone_number')).rejects.toMatchObject(EXPIRED)
      await request(token, 'phone_number')
      const forPhone = await lastCode('+15550101111')
      if (forEmail !== forPhone) {
        await expect(verify(token, forPhone)).rejects.toMatchObject(MISMATCH)
      }
    })

    it('by another user’s code, or one for a new password', async () => {
      const token = await makeSession('eve')
      const theirs = await makeSession('fay')
      await request(theirs)
      const code = await lastCode('fay@example.com')
      await expect(verify(token, code)).rejects.toMatchObject(EXPIRED)
      await sdkFor(house).forgotPassword({ ClientId: pool.clientId, Username: 'eve' })
      await expect(verify(token, await lastCode('eve'))).rejects.toMatchObject(EXPIRED)
      await verify(theirs, code)
    })

    it('by a code for what the address was before', async () => {
      const own = await makePool(house, { AutoVerifiedAttributes: [] })
      const ClientId = own.clientId
      const UserAttributes = [{ Name: 'email', Value: 'gus@example.com' }]
      const sdk = sdkFor(house)
      await sdk.signUp({ ClientId, Username: 'gus', Password: PASSWORD, UserAttributes })
      await sdk.adminConfirmSignUp({ UserPoolId: own.poolId, Username: 'gus' })
      const token = (await signIn(house, own, 'gus')).AccessToken
      await request(token)
      const code = await lastCode('gus@example.com')
      await update(token, { email: 'gus@example.org' })
      await expect(verify(token, code)).rejects.toMatchObject(EXPIRED)
      expect(await profile(token)).toEqual({ email: 'gus@example.org', email_verified: 'false' })
    })

    it('by a code that is a day old, or not the last', async () => {
      const token = await makeSession('hal')
      await request(token)
      const first = await lastCode('hal@example.com')
      await request(token)
      const second = await lastCode('hal@example.com')
      if (first !== second) await expect(verify(token, first)).rejects.toMatchObject(MISMATCH)
      house.clock.advance('24h')
      const { AccessToken } = await signIn(house, pool, 'hal')
      await expect(verify(AccessToken, second)).rejects.toMatchObject(EXPIRED)
    })

    it('by the right code after five wrong ones, or after fifteen guesses in an hour', async () => {
      const token = await makeSession('ivy')
      for (let round = 0; round < 3; round++) {
        await request(token)
        const code = await lastCode('ivy@example.com')
        for (let guess = 0; guess < (round === 0 ? 5 : 4); guess++) {
          await expect(verify(token, other(code))).rejects.toMatchObject(MISMATCH)
        }
        if (round === 0) await expect(verify(token, code)).rejects.toMatchObject(EXPIRED)
      }
      await expect(verify(token, '1')).rejects.toMatchObject(MISMATCH)
      await request(token)
      await expect(verify(token, await lastCode('ivy@example.com'))).rejects.toMatchObject(LIMIT)
    })

    it('by more than five codes in an hour', async () => {
      const token = await makeSession('jo')
      for (let asked = 0; asked < 5; asked++) await request(token)
      await expect(request(token)).rejects.toMatchObject(LIMIT)
      house.clock.advance('1h')
      await request((await signIn(house, pool, 'jo')).AccessToken)
    })
  })

  describe('that is a name to sign in with', () => {
    it('is one once it is verified', async () => {
      const own = await makePool(house, { AliasAttributes: ['email'] })
      const token = await makeSession('kim', own)
      await update(token, { email: 'kim@example.org' })
      for (const name of ['kim@example.com', 'kim@example.org']) {
        await expect(signIn(house, own, name)).rejects.toThrow('User does not exist.')
      }
      await verify(token, await lastCode('kim@example.org'))
      await signIn(house, own, 'kim@example.org')
    })

    it('stays whose it is, and the code of the other stays good', async () => {
      const own = await makePool(house, { AliasAttributes: ['email'] })
      const owner = await makeSession('lea', own)
      const token = await makeSession('max', own)
      await update(token, { email: 'lea@example.com' })
      const code = await lastCode('max')
      for (let tries = 0; tries < 6; tries++) {
        await expect(verify(token, code)).rejects.toMatchObject(TAKEN)
      }
      expect(await profile(token)).toMatchObject({ email_verified: 'false' })
      await signIn(house, own, 'lea@example.com')
      await sdkFor(house).deleteUser({ AccessToken: owner })
      await verify(token, code)
      await signIn(house, own, 'lea@example.com')
    })

    it('is one of two users’ who verify it at once', async () => {
      const own = await makePool(house, { AliasAttributes: ['email'] })
      const people = ['nia', 'oda']
      const tokens = [await makeSession('nia', own), await makeSession('oda', own)]
      for (const token of tokens) await update(token, { email: 'both@example.org' })
      const codes = await Promise.all(people.map((name) => lastCode(name)))
      const results = await Promise.allSettled(
        tokens.map((token, index) => verify(token, codes[index] ?? '')),
      )
      const lost = results.filter((result) => result.status === 'rejected')
      expect(lost).toHaveLength(1)
      expect(lost[0]?.reason).toMatchObject(TAKEN)
      const { AccessToken } = await signIn(house, own, 'both@example.org')
      const won = results.findIndex(({ status }) => status === 'fulfilled')
      expect((await sdkFor(house).getUser({ AccessToken })).Username).toBe(people[won])
    })

    it('is used up once, by one code', async () => {
      const token = await makeSession('pat')
      await request(token)
      const code = await lastCode('pat@example.com')
      const results = await Promise.allSettled(Array.from({ length: 4 }, () => verify(token, code)))
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    })
  })

  describe('where the pool holds it back', () => {
    const makeHolding = (settings: Partial<CreateUserPoolCommandInput> = {}) =>
      makePool(house, {
        AccountRecoverySetting: {
          RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }],
        },
        ...HOLDING_BACK,
        ...settings,
      })

    it('waits for its code, while the old one is as before', async () => {
      const own = await makeHolding()
      const token = await makeSession('rob', own)
      const answer = await update(token, {
        email: 'rob@example.org',
        phone_number: '+15550102222',
        name: 'Rob',
      })
      expect(answer.CodeDeliveryDetailsList?.map(({ AttributeName }) => AttributeName)).toEqual([
        'email',
        'phone_number',
      ])
      expect(await profile(token)).toEqual({
        email: 'rob@example.com',
        email_verified: 'true',
        name: 'Rob',
      })
      await verify(token, await lastCode('rob@example.org'))
      await verify(token, await lastCode('+15550102222'), 'phone_number')
      expect(await profile(token)).toEqual({
        email: 'rob@example.org',
        email_verified: 'true',
        phone_number: '+15550102222',
        phone_number_verified: 'true',
        name: 'Rob',
      })
    })

    it('gets another code when its owner asks, also after the first was guessed at', async () => {
      const own = await makeHolding()
      const token = await makeSession('sal', own)
      await update(token, { email: 'sal@example.org' })
      const code = await lastCode('sal@example.org')
      for (let guess = 0; guess < 5; guess++) {
        await expect(verify(token, other(code))).rejects.toMatchObject(MISMATCH)
      }
      await expect(verify(token, code)).rejects.toMatchObject(EXPIRED)
      await request(token)
      await verify(token, await lastCode('sal@example.org'))
      expect(await profile(token)).toMatchObject({ email: 'sal@example.org' })
    })

    it('gives way to the one that was asked for last', async () => {
      const own = await makeHolding()
      const token = await makeSession('ted', own)
      await update(token, { email: 'ted@example.org' })
      const first = await lastCode('ted@example.org')
      await update(token, { email: 'ted@example.net' })
      const second = await lastCode('ted@example.net')
      if (first !== second) await expect(verify(token, first)).rejects.toMatchObject(MISMATCH)
      await verify(token, second)
      expect(await profile(token)).toMatchObject({ email: 'ted@example.net' })
    })

    it('is no name to sign in with, nor for a new password, until it is proven', async () => {
      const own = await makeHolding({ UsernameAttributes: ['email'] })
      const ClientId = own.clientId
      const Username = 'una@example.com'
      const sdk = sdkFor(house)
      await sdk.signUp({ ClientId, Username, Password: PASSWORD })
      const ConfirmationCode = await lastCode(Username)
      await sdk.confirmSignUp({ ClientId, Username, ConfirmationCode })
      const token = (await signIn(house, own, Username)).AccessToken
      await update(token, { email: 'una@example.org' })
      await expect(signIn(house, own, 'una@example.org')).rejects.toThrow('User does not exist.')
      await sdk.forgotPassword({ ClientId, Username })
      expect(await house.inbox.last(Username)).toMatchObject({ purpose: 'ForgotPassword' })
      await verify(token, await lastCode('una@example.org'))
      await signIn(house, own, 'una@example.org')
      await expect(signIn(house, own, Username)).rejects.toThrow('User does not exist.')
    })

    it('says nothing of whose it is before it is proven', async () => {
      const own = await makeHolding({ AliasAttributes: ['email'] })
      await makeSession('vic', own)
      const token = await makeSession('wes', own)
      await update(token, { email: 'vic@example.com' })
      const code = await lastCode('vic@example.com')
      await expect(verify(token, code)).rejects.toMatchObject(TAKEN)
      expect(await profile(token)).toMatchObject({ email: 'wes@example.com' })
    })
  })

  it('is kept when its code cannot be delivered', async () => {
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
    const xena = { ClientId: own.clientId, Username: 'xena' }
    const UserAttributes = [{ Name: 'email', Value: 'xena@example.com' }]
    await sdk.signUp({ ...xena, Password: PASSWORD, UserAttributes })
    await sdk.confirmSignUp({ ...xena, ConfirmationCode: sent[0] })
    const { AccessToken } = await signIn(broken, own, 'xena')
    isDown = true
    const changed = [{ Name: 'email', Value: 'xena@example.org' }]
    const failure = { name: 'CodeDeliveryFailureException' }
    await expect(
      sdk.updateUserAttributes({ AccessToken, UserAttributes: changed }),
    ).rejects.toMatchObject(failure)
    const AttributeName = 'email'
    await expect(
      sdk.getUserAttributeVerificationCode({ AccessToken, AttributeName }),
    ).rejects.toMatchObject(failure)
    isDown = false
    await sdk.getUserAttributeVerificationCode({ AccessToken, AttributeName })
    await sdk.verifyUserAttribute({ AccessToken, AttributeName, Code: sent[1] })
    const user = await sdk.getUser({ AccessToken })
    expect(user.UserAttributes).toContainEqual(changed[0])
  })
})
