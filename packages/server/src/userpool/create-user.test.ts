import type { AdminCreateUserCommandInput } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, describe, expect, it } from 'vitest'
import { makePool, PASSWORD, signIn, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

type Extra = Partial<Omit<AdminCreateUserCommandInput, 'UserAttributes'>> & {
  readonly attributes?: Record<string, string>
}

onEachStore('AdminCreateUser', (open) => {
  let house: Poolhouse
  let plain: TestPool
  beforeAll(async () => {
    house = await open()
    plain = await makePool(house)
  })
  const create = (
    { poolId }: TestPool,
    Username: string,
    { attributes = {}, ...extra }: Extra = {},
    at = house,
  ) =>
    sdkFor(at).adminCreateUser({
      UserPoolId: poolId,
      Username,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
      ...extra,
    })
  /** Signs in with a password that an administrator gave. */
  const begin = ({ clientId }: TestPool, USERNAME: string, password: string, at = house) =>
    sdkFor(at).initiateAuth({
      ClientId: clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME, PASSWORD: password },
    })

  it('invites somebody, who signs in and chooses a password', async () => {
    const attributes = { email: 'ada@example.com', email_verified: 'true', name: 'Ada' }
    const { User } = await create(plain, 'ada', { attributes, DesiredDeliveryMediums: ['EMAIL'] })
    expect(User).toEqual({
      Username: 'ada',
      Attributes: [
        { Name: 'sub', Value: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        { Name: 'email', Value: 'ada@example.com' },
        { Name: 'email_verified', Value: 'true' },
        { Name: 'name', Value: 'Ada' },
      ],
      UserCreateDate: expect.any(Date),
      UserLastModifiedDate: User?.UserCreateDate,
      Enabled: true,
      UserStatus: 'FORCE_CHANGE_PASSWORD',
    })
    const message = await house.inbox.last('ada')
    expect(message).toMatchObject({
      to: 'ada@example.com',
      channel: 'email',
      purpose: 'AdminCreateUser',
      subject: 'Your temporary password',
      body: `Your username is ada and temporary password is ${message?.code}`,
    })

    const { ChallengeName, Session } = await begin(plain, 'ada', message?.code ?? '')
    expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED')
    await sdkFor(house).respondToAuthChallenge({
      ClientId: plain.clientId,
      ChallengeName,
      Session,
      ChallengeResponses: { USERNAME: 'ada', NEW_PASSWORD: PASSWORD },
    })
    await signIn(house, plain, 'ada')
  })

  it('sends by each medium that is asked for, the same password', async () => {
    const pool = await makePool(house)
    const attributes = { email: 'both@example.com', phone_number: '+15550101234' }
    await create(pool, 'both', { attributes, DesiredDeliveryMediums: ['SMS', 'EMAIL', 'SMS'] })
    const sent = (await house.inbox.all()).filter(({ userPoolId }) => userPoolId === pool.poolId)
    expect(sent.map(({ to }) => to).sort()).toEqual(['+15550101234', 'both@example.com'])
    expect(new Set(sent.map(({ code }) => code)).size).toBe(1)
  })

  it('sends an SMS unless told otherwise, and nothing to who has no phone', async () => {
    const attributes = { email: 'phone@example.com', phone_number: '+15550104321' }
    await create(plain, 'phone', { attributes })
    expect(await house.inbox.last('phone')).toMatchObject({ channel: 'sms', to: '+15550104321' })
    await create(plain, 'nophone', { attributes: { email: 'nophone@example.com' } })
    expect(await house.inbox.last('nophone')).toBeUndefined()
  })

  it('sends nothing when told so, and takes the password that is given', async () => {
    const extra = { MessageAction: 'SUPPRESS', TemporaryPassword: PASSWORD } as const
    await create(plain, 'quiet', { ...extra, attributes: { phone_number: '+15550100000' } })
    expect(await house.inbox.last('quiet')).toBeUndefined()
    const { ChallengeName } = await begin(plain, 'quiet', PASSWORD)
    expect(ChallengeName).toBe('NEW_PASSWORD_REQUIRED')
  })

  it('uses the texts of the pool', async () => {
    const pool = await makePool(house, {
      AdminCreateUserConfig: {
        AllowAdminCreateUserOnly: true,
        InviteMessageTemplate: {
          EmailSubject: 'Welcome {username}',
          EmailMessage: '<b>{username}</b>: {####}',
          SMSMessage: '{username} / {####}',
        },
      },
    })
    const attributes = { email: 'texts@example.com', phone_number: '+15550102222' }
    await create(pool, 'texts', { attributes, DesiredDeliveryMediums: ['EMAIL', 'SMS'] })
    const email = await house.inbox.last('texts@example.com')
    expect(email).toMatchObject({
      subject: 'Welcome texts',
      body: `<b>texts</b>: ${email?.code}`,
    })
    expect((await house.inbox.last('+15550102222'))?.body).toBe(`texts / ${email?.code}`)
  })

  it('fits a generated password to the pool’s policy', async () => {
    const pool = await makePool(house, {
      Policies: { PasswordPolicy: { MinimumLength: 40, RequireSymbols: true } },
    })
    await create(pool, 'long', { attributes: { phone_number: '+15550103333' } })
    const { code = '' } = (await house.inbox.last('+15550103333')) ?? {}
    expect(code).toHaveLength(40)
    expect((await begin(pool, 'long', code)).ChallengeName).toBe('NEW_PASSWORD_REQUIRED')
  })

  it('lets a temporary password end with the pool’s days', async () => {
    const later = await open()
    const pool = await makePool(later, {
      Policies: { PasswordPolicy: { MinimumLength: 8, TemporaryPasswordValidityDays: 2 } },
    })
    const attributes = { email: 'late@example.com' }
    const extra = { TemporaryPassword: PASSWORD, MessageAction: 'SUPPRESS' } as const
    await create(pool, 'late', { ...extra, attributes }, later)
    later.clock.advance('47h')
    await begin(pool, 'late', PASSWORD, later)
    later.clock.advance('61m')
    await expect(begin(pool, 'late', PASSWORD, later)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Temporary password has expired and must be reset by an administrator.',
    })
    await create(pool, 'late', { ...extra, MessageAction: 'RESEND' }, later)
    await begin(pool, 'late', PASSWORD, later)
  })

  it('calls people by their address where the pool has it as user name', async () => {
    const pool = await makePool(house, {
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
    })
    const { User } = await create(pool, 'Ivy@Example.com', { DesiredDeliveryMediums: ['EMAIL'] })
    const sub = User?.Attributes?.find(({ Name }) => Name === 'sub')?.Value
    expect(User?.Username).toBe(sub)
    expect(User?.Attributes).toContainEqual({ Name: 'email', Value: 'ivy@example.com' })
    const { body, code = '' } = (await house.inbox.last('ivy@example.com')) ?? {}
    expect(body).toBe(`Your username is ivy@example.com and temporary password is ${code}`)
    expect((await begin(pool, 'IVY@example.com', code)).ChallengeName).toBe('NEW_PASSWORD_REQUIRED')
    await expect(create(pool, 'IVY@EXAMPLE.COM')).rejects.toMatchObject({
      name: 'UsernameExistsException',
      message: 'User account already exists',
    })
  })

  it('sets what only an administrator may, and what cannot be changed later', async () => {
    const pool = await makePool(house, {
      Schema: [
        { Name: 'badge', AttributeDataType: 'String', Mutable: false },
        { Name: 'secret', AttributeDataType: 'String', DeveloperOnlyAttribute: true },
        { Name: 'name', Required: true },
      ],
    })
    const attributes = { 'custom:badge': '7', 'dev:custom:secret': 'x' }
    const { User } = await create(pool, 'dev', { attributes })
    expect(User?.Attributes?.map(({ Name }) => Name)).toEqual([
      'sub',
      'custom:badge',
      'dev:custom:secret',
    ])
  })

  describe('invites again', () => {
    it('with a new password; the first is worth nothing then', async () => {
      const attributes = { email: 'again@example.com' }
      const media = { DesiredDeliveryMediums: ['EMAIL'] } satisfies Extra
      const { User: first } = await create(plain, 'again', { attributes, ...media })
      const { code: old = '' } = (await house.inbox.last('again@example.com')) ?? {}
      const { User } = await create(plain, 'again', { MessageAction: 'RESEND' })
      expect(User?.UserCreateDate).toEqual(first?.UserCreateDate)
      expect(User?.Attributes).toEqual(first?.Attributes)
      const { code = '' } = (await house.inbox.last('again@example.com')) ?? {}
      expect(code).not.toBe(old)
      await expect(begin(plain, 'again', old)).rejects.toThrow('Incorrect username or password.')
      await begin(plain, 'again', code)
    })

    it('nobody whom nothing can be sent to; their password stays', async () => {
      const given = { TemporaryPassword: PASSWORD, MessageAction: 'SUPPRESS' } as const
      await create(plain, 'unreachable', given)
      await expect(create(plain, 'unreachable', { MessageAction: 'RESEND' })).rejects.toThrow(
        'No email provided but desired delivery medium was Email',
      )
      await begin(plain, 'unreachable', PASSWORD)
    })

    it('nobody whom it does not know', async () => {
      await expect(create(plain, 'nobody', { MessageAction: 'RESEND' })).rejects.toMatchObject({
        name: 'UserNotFoundException',
        message: 'User does not exist.',
      })
    })

    it('nobody who has chosen a password', async () => {
      await create(plain, 'chosen', { TemporaryPassword: PASSWORD, MessageAction: 'SUPPRESS' })
      await sdkFor(house).adminSetUserPassword({
        UserPoolId: plain.poolId,
        Username: 'chosen',
        Password: PASSWORD,
        Permanent: true,
      })
      await expect(create(plain, 'chosen', { MessageAction: 'RESEND' })).rejects.toMatchObject({
        name: 'UnsupportedUserStateException',
        message: 'Resend not possible. chosen status is not FORCE_CHANGE_PASSWORD',
      })
      await signIn(house, plain, 'chosen')
    })
  })

  describe('with aliases', () => {
    let pool: TestPool
    beforeAll(async () => {
      pool = await makePool(house, { AliasAttributes: ['email', 'preferred_username'] })
    })
    const verified = (email: string) => ({ email, email_verified: 'true' })
    const given = { TemporaryPassword: PASSWORD, MessageAction: 'SUPPRESS' } as const

    it('lets people sign in with an address that is said to be verified, in any case', async () => {
      const attributes = { email: 'kim@example.com', email_verified: 'True' }
      const { User } = await create(pool, 'kim', { ...given, attributes })
      expect(User?.Attributes).toContainEqual({ Name: 'email_verified', Value: 'true' })
      await begin(pool, 'kim@example.com', PASSWORD)
    })

    it('gives no alias to two, and makes nothing of the second', async () => {
      await create(pool, 'lea', { attributes: verified('lea@example.com') })
      await create(pool, 'unverified', { attributes: { email: 'lea@example.com' } })
      await expect(
        create(pool, 'lee', { attributes: verified('lea@example.com') }),
      ).rejects.toMatchObject({
        name: 'UsernameExistsException',
        message: 'An account with the email already exists.',
      })
      await expect(
        sdkFor(house).adminGetUser({ UserPoolId: pool.poolId, Username: 'lee' }),
      ).rejects.toMatchObject({ name: 'UserNotFoundException' })
    })

    it('moves an alias by force; who had it keeps the address, unverified', async () => {
      const UserPoolId = pool.poolId
      await create(pool, 'max', { attributes: verified('max@example.com') })
      const attributes = verified('max@example.com')
      await create(pool, 'new-max', { attributes, ForceAliasCreation: true })
      const named = await sdkFor(house).adminGetUser({ UserPoolId, Username: 'max@example.com' })
      expect(named.Username).toBe('new-max')
      const { UserAttributes } = await sdkFor(house).adminGetUser({ UserPoolId, Username: 'max' })
      expect(UserAttributes).toContainEqual({ Name: 'email', Value: 'max@example.com' })
      expect(UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'false' })
    })

    it('moves no preferred user name, which nothing proves', async () => {
      const attributes = { preferred_username: 'maxi' }
      await create(pool, 'one-max', { attributes })
      await expect(
        create(pool, 'other-max', { attributes, ForceAliasCreation: true }),
      ).rejects.toThrow('An account with the preferred_username already exists.')
    })

    it('gives an alias to one of two that want it at once', async () => {
      const attributes = verified('race@example.com')
      const results = await Promise.allSettled(
        ['a', 'b', 'c', 'd'].map((name) => create(pool, `race-${name}`, { attributes })),
      )
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    })

    it('moves an alias to one user only, of those who take it at once', async () => {
      const UserPoolId = pool.poolId
      const attributes = verified('taken@example.com')
      await create(pool, 'taken', { attributes })
      // Whoever comes second takes it from the first, or is refused: both is right.
      const results = await Promise.allSettled(
        ['a', 'b', 'c'].map((name) =>
          create(pool, `taker-${name}`, { attributes, ForceAliasCreation: true }),
        ),
      )
      expect(results.map(({ status }) => status)).toContain('fulfilled')
      const { Users = [] } = await sdkFor(house).listUsers({
        UserPoolId,
        Filter: 'email = "taken@example.com"',
      })
      const owners = Users.filter(({ Attributes }) =>
        Attributes?.some(({ Name, Value }) => Name === 'email_verified' && Value === 'true'),
      )
      const named = await sdkFor(house).adminGetUser({ UserPoolId, Username: 'taken@example.com' })
      expect(owners.map(({ Username }) => Username)).toEqual([named.Username])
    })
  })

  it('moves no address that is somebody’s user name', async () => {
    const pool = await makePool(house, { UsernameAttributes: ['email', 'phone_number'] })
    const phone = { phone_number: '+15550105555', phone_number_verified: 'true' }
    await create(pool, 'first@example.com', { attributes: phone })
    const extra = { attributes: phone, ForceAliasCreation: true }
    await expect(create(pool, 'second@example.com', extra)).rejects.toMatchObject({
      name: 'UsernameExistsException',
      message: 'An account with the phone_number already exists.',
    })
    await expect(create(pool, '+15550105555', extra)).rejects.toThrow('User account already exists')
  })

  it('makes one of two users of one name', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 4 }, () => create(plain, 'twin', { TemporaryPassword: PASSWORD })),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const result of results) {
      if (result.status === 'fulfilled') continue
      expect(result.reason).toMatchObject({
        name: 'UsernameExistsException',
        message: 'User account already exists',
      })
    }
  })

  it('keeps the user when the invitation cannot be delivered', async () => {
    const broken = await open()
    const pool = await makePool(broken)
    broken.fail('email')
    const extra: Extra = { DesiredDeliveryMediums: ['EMAIL', 'SMS'] }
    const attributes = { email: 'pat@example.com', phone_number: '+15550106666' }
    await expect(create(pool, 'pat', { ...extra, attributes }, broken)).rejects.toMatchObject({
      name: 'CodeDeliveryFailureException',
      message: expect.stringContaining('Unable to deliver message'),
    })
    expect(await broken.inbox.last('+15550106666')).toBeDefined()
    broken.restore()
    await create(pool, 'pat', { ...extra, MessageAction: 'RESEND' }, broken)
    expect(await broken.inbox.last('pat@example.com')).toBeDefined()
  })

  describe('refuses', () => {
    it.each<[Extra, string]>([
      [
        { DesiredDeliveryMediums: ['EMAIL'] },
        'No email provided but desired delivery medium was Email',
      ],
      [
        { DesiredDeliveryMediums: ['SMS'] },
        'No phone number provided but desired delivery medium was SMS',
      ],
      [{ attributes: { sub: 'me' } }, 'user.sub: Attribute cannot be updated.\n'],
      [
        { attributes: { email_verified: 'true' } },
        'email is required where email_verified is true.',
      ],
      [{ attributes: { email: 'no address' } }, 'Invalid email address format.'],
      [{ attributes: { phone_number: '0123' } }, 'Invalid phone number format.'],
      [
        { attributes: { 'custom:none': '1' } },
        'Attributes did not conform to the schema: custom:none: Attribute does not exist in the schema.\n',
      ],
      [
        { attributes: { email: 'a@example.com', email_verified: 'maybe' } },
        'Attributes did not conform to the schema: email_verified: Value must be true or false\n',
      ],
    ])('%j', async (extra, message) => {
      await expect(create(plain, 'refused', extra)).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message,
      })
    })

    it('a temporary password that the policy does not allow', async () => {
      await expect(create(plain, 'weak', { TemporaryPassword: 'short' })).rejects.toMatchObject({
        name: 'InvalidPasswordException',
        message: 'Password did not conform with policy: Password not long enough',
      })
    })

    it('names of the wrong form, and an address that is not the name', async () => {
      const byEmail = await makePool(house, { UsernameAttributes: ['email'] })
      await expect(create(byEmail, 'ada')).rejects.toThrow('Username should be an email.')
      await expect(
        create(byEmail, 'ada@example.com', { attributes: { email: 'eve@example.com' } }),
      ).rejects.toThrow('User email attribute does not match the username.')
      const alias = await makePool(house, { AliasAttributes: ['email'] })
      await expect(create(alias, 'ada@example.com')).rejects.toThrow(
        'Username cannot be of email format, since user pool is configured for email alias.',
      )
    })
  })
})
