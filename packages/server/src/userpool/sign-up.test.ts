import { beforeAll, describe, expect, it } from 'vitest'
import { makeClient, makePool, makeUser, PASSWORD, signIn } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

onEachStore('sign-up', (open) => {
  let house: Poolhouse
  beforeAll(async () => {
    house = await open()
  })
  const signUp = (ClientId: string, Username: string, attributes: Record<string, string> = {}) =>
    sdkFor(house).signUp({
      ClientId,
      Username,
      Password: PASSWORD,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    })

  it('confirms with the code from the inbox and signs in', async () => {
    const pool = await makePool(house)
    const sub = await makeUser(house, pool, 'ada')
    const { AccessToken } = await signIn(house, pool, 'ada')
    const user = await sdkFor(house).getUser({ AccessToken })
    expect(user.Username).toBe('ada')
    expect(user.UserAttributes).toEqual([
      { Name: 'sub', Value: sub },
      { Name: 'email', Value: 'ada@example.com' },
      { Name: 'email_verified', Value: 'true' },
    ])
  })

  it('tells where the code went, masked, and puts it into the inbox', async () => {
    const { clientId, poolId } = await makePool(house)
    const answer = await signUp(clientId, 'bea', { email: 'bea@example.com' })
    expect(answer).toMatchObject({
      UserConfirmed: false,
      UserSub: expect.stringMatching(/^[0-9a-f-]{36}$/),
      CodeDeliveryDetails: {
        AttributeName: 'email',
        DeliveryMedium: 'EMAIL',
        Destination: 'b***@e***',
      },
    })
    const message = await house.inbox.last('bea')
    expect(message).toEqual({
      to: 'bea@example.com',
      channel: 'email',
      userPoolId: poolId,
      username: 'bea',
      purpose: 'SignUp',
      code: expect.stringMatching(/^\d{6}$/),
      subject: 'Your verification code',
      body: `Your confirmation code is ${message?.code}`,
      sentAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    })
  })

  it('prefers the phone where both are verified by code', async () => {
    const { clientId } = await makePool(house, {
      AutoVerifiedAttributes: ['email', 'phone_number'],
    })
    const attributes = { email: 'cy@example.com', phone_number: '+15550101234' }
    const answer = await signUp(clientId, 'cy', attributes)
    expect(answer.CodeDeliveryDetails).toMatchObject({
      DeliveryMedium: 'SMS',
      Destination: '+*******1234',
    })
    const message = await house.inbox.last('cy')
    expect(message).toMatchObject({ channel: 'sms', subject: null })
    expect(message?.body).toBe(`Your verification code is ${message?.code}`)
  })

  it('uses the texts of the pool', async () => {
    const { clientId } = await makePool(house, {
      VerificationMessageTemplate: { EmailSubject: 'Hi {username}', EmailMessage: 'Code {####}!' },
    })
    await signUp(clientId, 'dan', { email: 'dan@example.com' })
    const message = await house.inbox.last('dan')
    expect(message).toMatchObject({ subject: 'Hi dan', body: `Code ${message?.code}!` })
  })

  it('sends another code on request, after which the first is worth nothing', async () => {
    const { clientId } = await makePool(house)
    await signUp(clientId, 'eve', { email: 'eve@example.com' })
    const first = await house.inbox.last('eve')
    const sdk = sdkFor(house)
    await sdk.resendConfirmationCode({ ClientId: clientId, Username: 'eve' })
    const second = await house.inbox.last('eve')
    expect(second?.purpose).toBe('ResendCode')
    const confirm = (ConfirmationCode = '') =>
      sdk.confirmSignUp({ ClientId: clientId, Username: 'eve', ConfirmationCode })
    if (first?.code !== second?.code) await expect(confirm(first?.code)).rejects.toThrow('Invalid')
    await confirm(second?.code)
    await expect(confirm(second?.code)).rejects.toThrow(
      'User cannot be confirmed. Current status is CONFIRMED',
    )
  })

  it('folds names where the pool ignores case', async () => {
    const pool = await makePool(house, { UsernameConfiguration: { CaseSensitive: false } })
    await makeUser(house, pool, 'Fay')
    await expect(signUp(pool.clientId, 'FAY')).rejects.toThrow('User already exists')
    const { AccessToken } = await signIn(house, pool, 'fAY')
    expect((await sdkFor(house).getUser({ AccessToken })).Username).toBe('fay')
  })

  it('tells names apart by case where the pool does', async () => {
    const pool = await makePool(house)
    await makeUser(house, pool, 'Gus')
    await expect(signIn(house, pool, 'gus')).rejects.toThrow('User does not exist.')
  })

  it('lets people sign in with a verified alias', async () => {
    const pool = await makePool(house, { AliasAttributes: ['email'] })
    await signUp(pool.clientId, 'hal', { email: 'hal@example.com' })
    await expect(signIn(house, pool, 'hal@example.com')).rejects.toThrow('User does not exist.')
    const { code = '' } = (await house.inbox.last('hal')) ?? {}
    const confirmation = { ClientId: pool.clientId, Username: 'hal', ConfirmationCode: code }
    await sdkFor(house).confirmSignUp(confirmation)
    await signIn(house, pool, 'hal@example.com')
  })

  it('calls people by their address where the pool has it as user name', async () => {
    const pool = await makePool(house, { UsernameAttributes: ['email'] })
    const { UserSub } = await signUp(pool.clientId, 'ivy@example.com')
    const { code = '' } = (await house.inbox.last('ivy@example.com')) ?? {}
    await sdkFor(house).confirmSignUp({
      ClientId: pool.clientId,
      Username: 'ivy@example.com',
      ConfirmationCode: code,
    })
    const { AccessToken } = await signIn(house, pool, 'ivy@example.com')
    const user = await sdkFor(house).getUser({ AccessToken })
    expect(user.Username).toBe(UserSub)
    await expect(signUp(pool.clientId, 'ivy@example.com')).rejects.toThrow(
      'An account with the given email already exists.',
    )
  })

  describe('refuses', () => {
    it.each([
      ['short', 'Password did not conform with policy: Password not long enough'],
      [
        'LOWER-CASE-1',
        'Password did not conform with policy: Password must have lowercase characters',
      ],
      [
        'upper-case-1',
        'Password did not conform with policy: Password must have uppercase characters',
      ],
      ['No-Number', 'Password did not conform with policy: Password must have numeric characters'],
      ['NoSymbol1', 'Password did not conform with policy: Password must have symbol characters'],
    ])('the password %s', async (Password, message) => {
      const { clientId } = await makePool(house)
      await expect(
        sdkFor(house).signUp({ ClientId: clientId, Username: 'jo', Password }),
      ).rejects.toMatchObject({ name: 'InvalidPasswordException', message })
    })

    it.each([
      [{ email: 'no address' }, 'Invalid email address format.'],
      [{ phone_number: '0123' }, 'Invalid phone number format.'],
      [{ birthdate: '2001-02-30' }, 'Invalid birthdate format. Use YYYY-MM-DD.'],
      [
        { 'custom:x': '1' },
        'Attributes did not conform to the schema: custom:x: Attribute does not exist in the schema.\n',
      ],
      [
        { updated_at: 'now' },
        'Attributes did not conform to the schema: updated_at: Value must be a number\n',
      ],
    ])('the attributes %j', async (attributes, message) => {
      const { clientId } = await makePool(house)
      await expect(signUp(clientId, 'kim', attributes)).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message,
      })
    })

    it('a required attribute left out', async () => {
      const { clientId } = await makePool(house, {
        Schema: [{ Name: 'email', AttributeDataType: 'String', Required: true, Mutable: true }],
      })
      await expect(signUp(clientId, 'lea')).rejects.toThrow(
        'Attributes did not conform to the schema: email: The attribute is required\n',
      )
    })

    it('attributes that the client may not write, and those nobody may', async () => {
      const { poolId, clientId } = await makePool(house)
      const narrow = await makeClient(house, poolId, { WriteAttributes: ['email'] })
      const refused = {
        name: 'NotAuthorizedException',
        message: 'A client attempted to write unauthorized attribute',
      }
      await expect(signUp(narrow.clientId, 'max', { name: 'Max' })).rejects.toMatchObject(refused)
      await expect(
        signUp(clientId, 'max', { email: 'm@example.com', email_verified: 'true' }),
      ).rejects.toMatchObject(refused)
      await expect(signUp(clientId, 'max', { sub: 'me' })).rejects.toMatchObject(refused)
    })

    it('names of the wrong form', async () => {
      const byEmail = await makePool(house, { UsernameAttributes: ['email'] })
      await expect(signUp(byEmail.clientId, 'nia')).rejects.toThrow('Username should be an email.')
      const both = await makePool(house, { UsernameAttributes: ['email', 'phone_number'] })
      await expect(signUp(both.clientId, 'nia')).rejects.toThrow(
        'Username should be either an email or a phone number.',
      )
      const alias = await makePool(house, { AliasAttributes: ['email'] })
      await expect(signUp(alias.clientId, 'nia@example.com')).rejects.toThrow(
        'Username cannot be of email format, since user pool is configured for email alias.',
      )
    })

    it('everybody where only administrators make users', async () => {
      const { clientId } = await makePool(house, {
        AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      })
      await expect(signUp(clientId, 'oda')).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'SignUp is not permitted for this user pool',
      })
    })
  })

  it('keeps the user when the code cannot be delivered', async () => {
    let isDown = true
    const broken = await open({
      sender: {
        async send() {
          if (isDown) throw new Error('mail server away')
        },
      },
    })
    const { clientId } = await makePool(broken)
    const request = {
      ClientId: clientId,
      Username: 'pat',
      Password: PASSWORD,
      UserAttributes: [{ Name: 'email', Value: 'pat@example.com' }],
    }
    await expect(sdkFor(broken).signUp(request)).rejects.toMatchObject({
      name: 'CodeDeliveryFailureException',
      message: expect.stringContaining('Unable to deliver message'),
    })
    isDown = false
    const again = await sdkFor(broken).resendConfirmationCode({
      ClientId: clientId,
      Username: 'pat',
    })
    expect(again.CodeDeliveryDetails?.DeliveryMedium).toBe('EMAIL')
  })
})
