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
import { call } from '../../test/support/wire.ts'
import type { Poolhouse } from '../index.ts'

const UNWRITABLE = {
  name: 'NotAuthorizedException',
  message: 'A client attempted to write unauthorized attribute',
}

onEachStore('a profile', (open) => {
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house, {
      Schema: [
        { Name: 'email', AttributeDataType: 'String', Required: true, Mutable: true },
        { Name: 'badge', AttributeDataType: 'String', Mutable: false },
        { Name: 'points', AttributeDataType: 'Number' },
      ],
    })
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
  const remove = (AccessToken: string, ...UserAttributeNames: string[]) =>
    sdkFor(house).deleteUserAttributes({ AccessToken, UserAttributeNames })
  const profile = async (AccessToken: string) => {
    const { UserAttributes = [] } = await sdkFor(house).getUser({ AccessToken })
    const { sub, ...rest } = Object.fromEntries(UserAttributes.map((a) => [a.Name, a.Value]))
    return rest
  }

  describe('is changed', () => {
    it('by its owner, who says the rest stays', async () => {
      const token = await makeSession('ada')
      expect(await update(token, { name: 'Ada', nickname: 'A' })).toMatchObject({
        CodeDeliveryDetailsList: [],
      })
      await update(token, { nickname: '', 'custom:points': '7' })
      expect(await profile(token)).toEqual({
        email: 'ada@example.com',
        email_verified: 'true',
        name: 'Ada',
        'custom:points': '7',
      })
    })

    it('in every attribute, when many change at once', async () => {
      const token = await makeSession('bea')
      const names = ['name', 'given_name', 'family_name', 'nickname', 'gender', 'locale']
      await Promise.all(names.map((name) => update(token, { [name]: `my ${name}` })))
      const changed = Object.fromEntries(names.map((name) => [name, `my ${name}`]))
      expect(await profile(token)).toMatchObject(changed)
    })

    it.each([
      [
        { 'custom:x': '1' },
        'Attributes did not conform to the schema: custom:x: Attribute does not exist in the schema.\n',
      ],
      [{ 'custom:badge': '2' }, 'user.custom:badge: Attribute cannot be updated.\n'],
      [{ email: '' }, 'user.email: Required attribute cannot be deleted.'],
      [{ email: 'no address' }, 'Invalid email address format.'],
      [{ phone_number: '0123' }, 'Invalid phone number format.'],
      [
        { 'custom:points': 'many' },
        'Attributes did not conform to the schema: custom:points: Value must be a number\n',
      ],
    ])('not by %j, and then in nothing', async (attributes: Record<string, string>, message) => {
      const username = `cy-${JSON.stringify(attributes).replaceAll(/\W/g, '')}`
      const token = await makeSession(username)
      const before = await profile(token)
      await expect(update(token, { name: 'Cy', ...attributes })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message,
      })
      expect(await profile(token)).toEqual(before)
    })

    it('not in what the client may not write, or nobody may', async () => {
      const token = await makeSession('dan')
      for (const name of ['email_verified', 'phone_number_verified', 'sub']) {
        await expect(update(token, { [name]: 'true' })).rejects.toMatchObject(UNWRITABLE)
        await expect(remove(token, name)).rejects.toMatchObject(UNWRITABLE)
      }
      const narrow = await makeClient(house, pool.poolId, { WriteAttributes: ['email', 'name'] })
      const { AccessToken } = await signIn(house, narrow, 'dan')
      await update(AccessToken, { name: 'Dan' })
      await expect(update(AccessToken, { nickname: 'D' })).rejects.toMatchObject(UNWRITABLE)
      await expect(remove(AccessToken, 'nickname')).rejects.toMatchObject(UNWRITABLE)
    })

    it('not by one who has to choose a new password', async () => {
      const token = await makeSession('eve')
      const AccessToken = token
      const sdk = sdkFor(house)
      await sdk.adminResetUserPassword({ UserPoolId: pool.poolId, Username: 'eve' })
      const AttributeName = 'email'
      const results = await Promise.allSettled([
        update(token, { name: 'Eve' }),
        remove(token, 'name'),
        sdk.getUser({ AccessToken }),
        sdk.deleteUser({ AccessToken }),
        sdk.getUserAttributeVerificationCode({ AccessToken, AttributeName }),
        sdk.verifyUserAttribute({ AccessToken, AttributeName, Code: '123456' }),
      ])
      const refused = {
        name: 'PasswordResetRequiredException',
        message: 'Password reset required for the user',
      }
      for (const result of results) {
        expect(result).toMatchObject({ status: 'rejected', reason: refused })
      }
    })

    it('not after the session ended', async () => {
      const token = await makeSession('fay')
      await sdkFor(house).globalSignOut({ AccessToken: token })
      await expect(update(token, { name: 'Fay' })).rejects.toThrow('Access Token has been revoked')
    })
  })

  describe('loses', () => {
    it('what its owner takes away, and with an address that it was verified', async () => {
      const own = await makePool(house)
      const token = await makeSession('gus', own)
      await update(token, { name: 'Gus', nickname: 'G' })
      await remove(token, 'name', 'email', 'locale')
      expect(await profile(token)).toEqual({ nickname: 'G' })
    })

    it.each([
      [
        'custom:x',
        'Attributes did not conform to the schema: custom:x: Attribute does not exist in the schema.\n',
      ],
      ['custom:badge', 'user.custom:badge: Attribute cannot be updated.\n'],
      ['email', 'user.email: Required attribute cannot be deleted.'],
    ])('not %s', async (name, message) => {
      const token = await makeSession(`hal-${name.replaceAll(/\W/g, '')}`)
      await update(token, { nickname: 'H' })
      await expect(remove(token, 'nickname', name)).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message,
      })
      expect(await profile(token)).toMatchObject({ nickname: 'H' })
    })
  })

  describe('in a pool with other names to sign in with', () => {
    it('has a new preferred user name, unless somebody else does', async () => {
      const own = await makePool(house, { AliasAttributes: ['preferred_username'] })
      const token = await makeSession('ivy', own)
      await update(token, { preferred_username: 'countess' })
      await signIn(house, own, 'countess')
      const other = await makeSession('jo', own)
      await expect(update(other, { preferred_username: 'countess' })).rejects.toMatchObject({
        name: 'AliasExistsException',
        message: 'An account with the preferred_username already exists.',
      })
      await remove(token, 'preferred_username')
      await expect(signIn(house, own, 'countess')).rejects.toThrow('User does not exist.')
      await update(other, { preferred_username: 'countess' })
    })

    it('gives one name to one of two who ask at once', async () => {
      const own = await makePool(house, { AliasAttributes: ['preferred_username'] })
      const tokens = [await makeSession('kim', own), await makeSession('lea', own)]
      const results = await Promise.allSettled(
        tokens.map((token) => update(token, { preferred_username: 'queen' })),
      )
      const lost = results.filter((result) => result.status === 'rejected')
      expect(lost).toHaveLength(1)
      expect(lost[0]?.reason).toMatchObject({ name: 'AliasExistsException' })
    })

    it('moves the name with the address, where that is the name', async () => {
      const own = await makePool(house, { UsernameAttributes: ['email'] })
      const address = async (email: string) => {
        const ClientId = own.clientId
        await sdkFor(house).signUp({ ClientId, Username: email, Password: PASSWORD })
        const ConfirmationCode = (await house.inbox.last(email))?.code
        await sdkFor(house).confirmSignUp({ ClientId, Username: email, ConfirmationCode })
        return (await signIn(house, own, email)).AccessToken
      }
      const token = await address('max@example.com')
      await address('nia@example.com')
      await update(token, { email: 'max@example.org' })
      await signIn(house, own, 'max@example.org')
      await expect(signIn(house, own, 'max@example.com')).rejects.toThrow('User does not exist.')
      await expect(update(token, { email: 'nia@example.com' })).rejects.toMatchObject({
        name: 'AliasExistsException',
        message: 'An account with the email already exists.',
      })
    })
  })

  describe('is deleted', () => {
    it('by its owner, whose tokens are worth nothing from then on', async () => {
      await makeUser(house, pool, 'oda')
      const { AccessToken, RefreshToken } = await signIn(house, pool, 'oda')
      const elsewhere = await signIn(house, pool, 'oda')
      expect(await call(house, 'DeleteUser', { AccessToken })).toEqual({ status: 200, body: {} })
      const sdk = sdkFor(house)
      for (const token of [AccessToken, elsewhere.AccessToken]) {
        await expect(sdk.getUser({ AccessToken: token })).rejects.toMatchObject({
          name: 'NotAuthorizedException',
        })
      }
      await expect(
        sdk.getTokensFromRefreshToken({ ClientId: pool.clientId, RefreshToken }),
      ).rejects.toMatchObject({ name: 'NotAuthorizedException' })
      await expect(signIn(house, pool, 'oda')).rejects.toThrow('User does not exist.')
      await makeUser(house, pool, 'oda')
      await expect(sdk.getUser({ AccessToken })).rejects.toThrow('Access Token has been revoked')
    })

    it('once, if asked for many times at once', async () => {
      const AccessToken = await makeSession('pat')
      const results = await Promise.allSettled(
        Array.from({ length: 4 }, () => sdkFor(house).deleteUser({ AccessToken })),
      )
      expect(results.some(({ status }) => status === 'fulfilled')).toBe(true)
      for (const result of results) {
        if (result.status === 'rejected') {
          expect(result.reason).toMatchObject({ name: 'NotAuthorizedException' })
        }
      }
      await expect(signIn(house, pool, 'pat')).rejects.toThrow('User does not exist.')
    })

    it('while it changes, without coming back', async () => {
      const token = await makeSession('rob')
      const results = await Promise.allSettled([
        ...['Rob', 'Robert', 'Bob'].map((name) => update(token, { name })),
        sdkFor(house).deleteUser({ AccessToken: token }),
        update(token, { email: 'rob@example.org' }),
      ])
      for (const result of results) {
        if (result.status === 'rejected') {
          expect(['NotAuthorizedException', 'UserNotFoundException']).toContain(result.reason.name)
        }
      }
      await expect(signIn(house, pool, 'rob')).rejects.toThrow('User does not exist.')
    })
  })
})
