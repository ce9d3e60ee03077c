import { beforeAll, describe, expect, it } from 'vitest'
import { makePool, makeUser, PASSWORD, signIn, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import { call } from '../../test/support/wire.ts'
import type { Poolhouse } from '../index.ts'

const NEW_PASSWORD = 'Float-On-Your-Back-2'

onEachStore('users, by an administrator', (open) => {
  let house: Poolhouse
  let pool: TestPool
  let UserPoolId: string
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
    UserPoolId = pool.poolId
  })
  const sdk = () => sdkFor(house)
  const get = (Username: string) => sdk().adminGetUser({ UserPoolId, Username })
  const attributesOf = async (Username: string, poolId = UserPoolId) => {
    const { UserAttributes } = await sdk().adminGetUser({ UserPoolId: poolId, Username })
    return Object.fromEntries(UserAttributes?.map(({ Name, Value }) => [Name, Value]) ?? [])
  }
  const update = (
    Username: string,
    attributes: Record<string, string>,
    { poolId = UserPoolId, at = house } = {},
  ) =>
    sdkFor(at).adminUpdateUserAttributes({
      UserPoolId: poolId,
      Username,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    })

  it('are described', async () => {
    const sub = await makeUser(house, pool, 'ada')
    const { $metadata, ...user } = await get('ada')
    expect(user).toEqual({
      Username: 'ada',
      UserAttributes: [
        { Name: 'sub', Value: sub },
        { Name: 'email', Value: 'ada@example.com' },
        { Name: 'email_verified', Value: 'true' },
      ],
      UserCreateDate: expect.any(Date),
      UserLastModifiedDate: expect.any(Date),
      Enabled: true,
      UserStatus: 'CONFIRMED',
    })
  })

  it('are found by their sub, before whoever signs up under it', async () => {
    const sub = await makeUser(house, pool, 'original')
    await makeUser(house, pool, sub)
    expect((await get(sub)).Username).toBe('original')
    const other = await makePool(house)
    await expect(sdk().adminGetUser({ UserPoolId: other.poolId, Username: sub })).rejects.toThrow(
      'User does not exist.',
    )
  })

  it('are deleted with all that was theirs, and their names are free', async () => {
    const first = await makeUser(house, pool, 'bea')
    const { AccessToken, RefreshToken } = await signIn(house, pool, 'bea')
    await sdk().adminDeleteUser({ UserPoolId, Username: 'bea' })
    await expect(get('bea')).rejects.toThrow('User does not exist.')
    await expect(sdk().getUser({ AccessToken })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    })
    await expect(
      sdk().getTokensFromRefreshToken({ ClientId: pool.clientId, RefreshToken }),
    ).rejects.toMatchObject({ name: 'NotAuthorizedException' })
    expect(await makeUser(house, pool, 'bea')).not.toBe(first)
  })

  it('are disabled, which stops their sessions at once, and enabled again', async () => {
    await makeUser(house, pool, 'cy')
    const { AccessToken, RefreshToken } = await signIn(house, pool, 'cy')
    await sdk().adminDisableUser({ UserPoolId, Username: 'cy' })
    await sdk().adminDisableUser({ UserPoolId, Username: 'cy' })
    expect((await get('cy')).Enabled).toBe(false)
    const refused = { name: 'NotAuthorizedException', message: 'User is disabled.' }
    const refresh = () => sdk().getTokensFromRefreshToken({ ClientId: pool.clientId, RefreshToken })
    await expect(sdk().getUser({ AccessToken })).rejects.toMatchObject(refused)
    await expect(refresh()).rejects.toMatchObject(refused)
    await expect(signIn(house, pool, 'cy')).rejects.toMatchObject(refused)

    await sdk().adminEnableUser({ UserPoolId, Username: 'cy' })
    await sdk().getUser({ AccessToken })
    await refresh()
    await signIn(house, pool, 'cy')
  })

  it('are confirmed without a code, once', async () => {
    await sdk().signUp({ ClientId: pool.clientId, Username: 'dan', Password: PASSWORD })
    await sdk().adminConfirmSignUp({ UserPoolId, Username: 'dan' })
    await signIn(house, pool, 'dan')
    await expect(sdk().adminConfirmSignUp({ UserPoolId, Username: 'dan' })).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'User cannot be confirmed. Current status is CONFIRMED',
    })
    await sdk().adminCreateUser({ UserPoolId, Username: 'dora', MessageAction: 'SUPPRESS' })
    await expect(sdk().adminConfirmSignUp({ UserPoolId, Username: 'dora' })).rejects.toThrow(
      'Current status is FORCE_CHANGE_PASSWORD',
    )
  })

  it('sign in with each of their addresses, however they were confirmed', async () => {
    const own = await makePool(house, { UsernameAttributes: ['email', 'phone_number'] })
    const make = async (name: string, phone: string) => {
      const { UserSub = '' } = await sdk().signUp({
        ClientId: own.clientId,
        Username: `${name}@example.com`,
        Password: PASSWORD,
        UserAttributes: [{ Name: 'phone_number', Value: phone }],
      })
      return { UserPoolId: own.poolId, Username: UserSub }
    }
    await sdk().adminConfirmSignUp(await make('dee', '+15550108881'))
    await signIn(house, own, '+15550108881')
    const dot = await make('dot', '+15550108882')
    await sdk().adminSetUserPassword({ ...dot, Password: NEW_PASSWORD, Permanent: true })
    await signIn(house, own, '+15550108882', NEW_PASSWORD)
    await sdk().adminConfirmSignUp(await make('thief', '+15550108881'))
    const owner = await sdk().adminGetUser({ ...dot, Username: '+15550108881' })
    expect(owner.UserAttributes).toContainEqual({ Name: 'email', Value: 'dee@example.com' })
  })

  describe('get a password', () => {
    const setPassword = (
      Username: string,
      extra: { Permanent?: boolean; Password?: string } = {},
    ) => sdk().adminSetUserPassword({ UserPoolId, Username, Password: NEW_PASSWORD, ...extra })

    it('to keep, which confirms them and ends nothing', async () => {
      await makeUser(house, pool, 'eve')
      const { AccessToken } = await signIn(house, pool, 'eve')
      await setPassword('eve', { Permanent: true })
      expect((await get('eve')).UserStatus).toBe('CONFIRMED')
      await signIn(house, pool, 'eve', NEW_PASSWORD)
      await sdk().getUser({ AccessToken })
      await expect(signIn(house, pool, 'eve')).rejects.toThrow('Incorrect username or password.')

      await sdk().signUp({ ClientId: pool.clientId, Username: 'evan', Password: PASSWORD })
      await setPassword('evan', { Permanent: true })
      await signIn(house, pool, 'evan', NEW_PASSWORD)
    })

    it('to begin with, which asks for another one and ends', async () => {
      const later = await open()
      const own = await makePool(later)
      await makeUser(later, own, 'fay')
      const request = { UserPoolId: own.poolId, Username: 'fay' }
      await sdkFor(later).adminSetUserPassword({ ...request, Password: NEW_PASSWORD })
      expect((await sdkFor(later).adminGetUser(request)).UserStatus).toBe('FORCE_CHANGE_PASSWORD')
      const begin = () =>
        sdkFor(later).initiateAuth({
          ClientId: own.clientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME: 'fay', PASSWORD: NEW_PASSWORD },
        })
      expect((await begin()).ChallengeName).toBe('NEW_PASSWORD_REQUIRED')
      later.clock.advance('169h')
      await expect(begin()).rejects.toThrow('Temporary password has expired')
    })

    it('and stay disabled', async () => {
      await makeUser(house, pool, 'gus')
      await sdk().adminDisableUser({ UserPoolId, Username: 'gus' })
      await setPassword('gus', { Permanent: true })
      expect((await get('gus')).Enabled).toBe(false)
      await expect(signIn(house, pool, 'gus', NEW_PASSWORD)).rejects.toThrow('User is disabled.')
    })

    it('that fits the policy, and is none that they had', async () => {
      const own = await makePool(house, {
        Policies: { PasswordPolicy: { MinimumLength: 8, PasswordHistorySize: 2 } },
      })
      await makeUser(house, own, 'hal')
      const request = { UserPoolId: own.poolId, Username: 'hal', Permanent: true }
      await expect(
        sdk().adminSetUserPassword({ ...request, Password: 'short' }),
      ).rejects.toMatchObject({
        name: 'InvalidPasswordException',
        message: 'Password did not conform with policy: Password not long enough',
      })
      await expect(
        sdk().adminSetUserPassword({ ...request, Password: PASSWORD }),
      ).rejects.toMatchObject({
        name: 'PasswordHistoryPolicyViolationException',
        message: 'Password has previously been used',
      })
      await signIn(house, own, 'hal')
    })
  })

  describe('are made to choose another password', () => {
    const reset = (Username: string, poolId = UserPoolId) =>
      sdk().adminResetUserPassword({ UserPoolId: poolId, Username })

    it('with a code that is sent to them', async () => {
      await makeUser(house, pool, 'ivy')
      await reset('ivy')
      expect((await get('ivy')).UserStatus).toBe('RESET_REQUIRED')
      await expect(signIn(house, pool, 'ivy')).rejects.toMatchObject({
        name: 'PasswordResetRequiredException',
        message: 'Password reset required for the user',
      })
      const first = await house.inbox.last('ivy')
      expect(first).toMatchObject({ to: 'ivy@example.com', purpose: 'ForgotPassword' })
      await reset('ivy')
      const { code = '' } = (await house.inbox.last('ivy')) ?? {}
      await sdk().confirmForgotPassword({
        ClientId: pool.clientId,
        Username: 'ivy',
        ConfirmationCode: code,
        Password: NEW_PASSWORD,
      })
      await signIn(house, pool, 'ivy', NEW_PASSWORD)
    })

    it('also when the code cannot be delivered: they may ask for one', async () => {
      await makeUser(house, pool, 'jo')
      house.fail('email')
      await reset('jo')
      house.restore()
      expect((await get('jo')).UserStatus).toBe('RESET_REQUIRED')
      await sdk().forgotPassword({ ClientId: pool.clientId, Username: 'jo' })
      expect((await house.inbox.last('jo'))?.purpose).toBe('ForgotPassword')
    })

    it('but not those who have none of their own, or cannot be reached, or are disabled', async () => {
      const refused = {
        name: 'NotAuthorizedException',
        message: 'User password cannot be reset in the current state.',
      }
      await sdk().adminCreateUser({ UserPoolId, Username: 'kim', MessageAction: 'SUPPRESS' })
      await expect(reset('kim')).rejects.toMatchObject(refused)
      await sdk().signUp({ ClientId: pool.clientId, Username: 'ken', Password: PASSWORD })
      await expect(reset('ken')).rejects.toMatchObject(refused)
      await sdk().adminConfirmSignUp({ UserPoolId, Username: 'ken' })
      await expect(reset('ken')).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message:
          'Cannot reset password for the user as there is no registered/verified email or phone_number',
      })
      expect((await get('ken')).UserStatus).toBe('CONFIRMED')
      await sdk().adminDisableUser({ UserPoolId, Username: 'ken' })
      await expect(reset('ken')).rejects.toThrow('User is disabled.')
    })

    it('in no pool where administrators alone recover accounts', async () => {
      const own = await makePool(house, {
        AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: 'admin_only' }] },
      })
      await makeUser(house, own, 'lea')
      await expect(reset('lea', own.poolId)).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Could not reset password for the account, please contact support or try again',
      })
      await signIn(house, own, 'lea')
    })
  })

  describe('are changed', () => {
    it('attribute by attribute; a blank value takes one away', async () => {
      const sub = await makeUser(house, pool, 'max')
      await update('max', { name: 'Max', birthdate: '2001-02-03', nickname: 'M' })
      await update('max', { birthdate: '', name: 'Maximilian' })
      expect(await attributesOf('max')).toEqual({
        sub,
        email: 'max@example.com',
        email_verified: 'true',
        name: 'Maximilian',
        nickname: 'M',
      })
    })

    it('at once without losing anything', async () => {
      await makeUser(house, pool, 'nia')
      const names = ['name', 'given_name', 'family_name', 'nickname', 'locale', 'zoneinfo']
      await Promise.all(names.map((name) => update('nia', { [name]: `the ${name}` })))
      const found = await attributesOf('nia')
      for (const name of names) expect(found[name]).toBe(`the ${name}`)
    })

    it('with a code to a new address, unless it is said to be verified', async () => {
      await makeUser(house, pool, 'oda')
      await update('oda', { email: 'new-oda@example.com' })
      expect((await attributesOf('oda')).email_verified).toBe('false')
      const { code, purpose } = (await house.inbox.last('new-oda@example.com')) ?? {}
      expect(purpose).toBe('UpdateUserAttribute')
      const { AccessToken } = await signIn(house, pool, 'oda')
      await sdk().verifyUserAttribute({ AccessToken, AttributeName: 'email', Code: code })
      expect((await attributesOf('oda')).email_verified).toBe('true')

      await update('oda', { email: 'sure-oda@example.com', email_verified: 'True' })
      expect(await house.inbox.last('sure-oda@example.com')).toBeUndefined()
      expect((await attributesOf('oda')).email_verified).toBe('true')
    })

    it('also when the code cannot be delivered', async () => {
      await makeUser(house, pool, 'pat')
      house.fail('email')
      await update('pat', { email: 'new-pat@example.com' })
      house.restore()
      expect((await attributesOf('pat')).email).toBe('new-pat@example.com')
    })

    it('only once the address is proven, where the pool holds it back', async () => {
      const own = await makePool(house, {
        UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      })
      await makeUser(house, own, 'quin')
      await update('quin', { email: 'new-quin@example.com' }, own)
      expect((await attributesOf('quin', own.poolId)).email).toBe('quin@example.com')
      expect(await house.inbox.last('new-quin@example.com')).toBeDefined()
      await update('quin', { email: 'sure-quin@example.com', email_verified: 'true' }, own)
      expect((await attributesOf('quin', own.poolId)).email).toBe('sure-quin@example.com')
    })

    it('and their names to sign in with follow', async () => {
      const own = await makePool(house, { AliasAttributes: ['email'] })
      const { poolId } = own
      const address = (Username: string) => sdk().adminGetUser({ UserPoolId: poolId, Username })
      await makeUser(house, own, 'rue')
      await makeUser(house, own, 'sol')
      expect((await address('rue@example.com')).Username).toBe('rue')
      await update('rue', { email_verified: 'false' }, own)
      await expect(address('rue@example.com')).rejects.toThrow('User does not exist.')
      await expect(
        update('rue', { email: 'sol@example.com', email_verified: 'true', name: 'R' }, own),
      ).rejects.toMatchObject({
        name: 'AliasExistsException',
        message: 'An account with the email already exists.',
      })
      expect(await attributesOf('rue', poolId)).not.toHaveProperty('name')
      await sdk().adminDeleteUserAttributes({
        UserPoolId: poolId,
        Username: 'sol',
        UserAttributeNames: ['email'],
      })
      expect(Object.keys(await attributesOf('sol', poolId))).toEqual(['sub'])
      await update('rue', { email: 'sol@example.com', email_verified: 'true' }, own)
      expect((await address('sol@example.com')).Username).toBe('rue')
    })

    it('though another user has had an address of theirs since before', async () => {
      const own = await makePool(house, {
        UsernameAttributes: ['email', 'phone_number'],
        AutoVerifiedAttributes: [],
      })
      const phone = { Name: 'phone_number', Value: '+15550107777' }
      for (const name of ['one', 'two']) {
        await sdk().signUp({
          ClientId: own.clientId,
          Username: `${name}@example.com`,
          Password: PASSWORD,
          UserAttributes: [phone],
        })
      }
      await sdk().adminUpdateUserAttributes({
        UserPoolId: own.poolId,
        Username: 'two@example.com',
        UserAttributes: [{ Name: 'name', Value: 'Two' }],
      })
      await sdk().adminDeleteUserAttributes({
        UserPoolId: own.poolId,
        Username: 'two@example.com',
        UserAttributeNames: ['name'],
      })
    })

    it('an alias to one of two who take it at once', async () => {
      const own = await makePool(house, { AliasAttributes: ['email'] })
      const people = ['tia', 'tom', 'tim']
      for (const person of people) await makeUser(house, own, person)
      const results = await Promise.allSettled(
        people.map((person) =>
          update(person, { email: 't@example.com', email_verified: 'true' }, own),
        ),
      )
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    })

    it.each([
      [{ sub: 'me' }, 'user.sub: Attribute cannot be updated.\n'],
      [{ 'custom:badge': '8' }, 'user.custom:badge: Attribute cannot be updated.\n'],
      [{ name: '' }, 'user.name: Required attribute cannot be deleted.'],
      [{ email: 'no address' }, 'Invalid email address format.'],
      [
        { 'custom:none': '1' },
        'Attributes did not conform to the schema: custom:none: Attribute does not exist in the schema.\n',
      ],
    ])('but not so: %j', async (attributes, message) => {
      const own = await makePool(house, {
        Schema: [
          { Name: 'badge', AttributeDataType: 'String', Mutable: false },
          { Name: 'name', Required: true },
        ],
      })
      const request = {
        UserPoolId: own.poolId,
        Username: 'uma',
        MessageAction: 'SUPPRESS',
      } as const
      await sdk().adminCreateUser(request)
      const refused = { name: 'InvalidParameterException', message }
      await expect(update('uma', attributes, own)).rejects.toMatchObject(refused)
    })

    it.each([
      ['sub', 'user.sub: Attribute cannot be updated.\n'],
      ['name', 'user.name: Required attribute cannot be deleted.'],
      [
        'custom:none',
        'Attributes did not conform to the schema: custom:none: Attribute does not exist in the schema.\n',
      ],
    ])('but %s is not taken away', async (name, message) => {
      const own = await makePool(house, { Schema: [{ Name: 'name', Required: true }] })
      const request = { UserPoolId: own.poolId, Username: 'val' }
      await sdk().adminCreateUser({ ...request, MessageAction: 'SUPPRESS' })
      await expect(
        sdk().adminDeleteUserAttributes({ ...request, UserAttributeNames: [name] }),
      ).rejects.toMatchObject({ name: 'InvalidParameterException', message })
    })
  })

  const ON_A_USER: readonly (readonly [string, Record<string, unknown>])[] = [
    ['AdminGetUser', {}],
    ['AdminDeleteUser', {}],
    ['AdminEnableUser', {}],
    ['AdminDisableUser', {}],
    ['AdminConfirmSignUp', {}],
    ['AdminResetUserPassword', {}],
    ['AdminSetUserPassword', { Password: NEW_PASSWORD, Permanent: true }],
    ['AdminUpdateUserAttributes', { UserAttributes: [{ Name: 'name', Value: 'x' }] }],
    ['AdminDeleteUserAttributes', { UserAttributeNames: ['email'] }],
    ['AdminAddUserToGroup', { GroupName: 'g' }],
    ['AdminRemoveUserFromGroup', { GroupName: 'g' }],
    ['AdminListGroupsForUser', {}],
  ]

  describe('of another pool', () => {
    let other: TestPool
    let names: string[]
    let before: unknown
    beforeAll(async () => {
      other = await makePool(house, { UsernameAttributes: ['email'] })
      const { UserSub = '' } = await sdk().signUp({
        ClientId: other.clientId,
        Username: 'wes@example.com',
        Password: PASSWORD,
      })
      names = [UserSub, 'wes@example.com', 'email:wes@example.com']
      await sdk().createGroup({ UserPoolId, GroupName: 'g' })
      before = await attributesOf(UserSub, other.poolId)
    })

    it.each(ON_A_USER)('are nobody to %s, by any of their names', async (operation, input) => {
      for (const Username of names) {
        const answer = await call(house, operation, { UserPoolId, Username, ...input })
        expect(answer.body).toMatchObject({
          __type: 'UserNotFoundException',
          message: 'User does not exist.',
        })
      }
      expect(await attributesOf(names[0] ?? '', other.poolId)).toEqual(before)
    })

    it('are found by no filter', async () => {
      for (const Filter of names.flatMap((name) => [
        `sub = "${name}"`,
        `username = "${name}"`,
        `email = "${name}"`,
      ])) {
        expect((await sdk().listUsers({ UserPoolId, Filter })).Users).toEqual([])
      }
    })
  })

  it.each([...ON_A_USER.map(([operation]) => operation), 'AdminCreateUser', 'ListUsers'])(
    'are in a pool: %s',
    async (operation) => {
      const input = ON_A_USER.find(([name]) => name === operation)?.[1]
      const request = { UserPoolId: 'us-east-1_Nowhere00', Username: 'x', ...input }
      const answer = await call(house, operation, request)
      expect(answer.body).toMatchObject({
        __type: 'ResourceNotFoundException',
        message: 'User pool us-east-1_Nowhere00 does not exist.',
      })
    },
  )
})
