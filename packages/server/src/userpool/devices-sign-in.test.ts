import { beforeAll, describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { stopTime } from '../../test/attacks/stopped-time.ts'
import {
  ALWAYS,
  confirm,
  makeDevicePool,
  proveDevice,
  signInOn,
} from '../../test/support/devices.ts'
import { Functions, namedBy } from '../../test/support/functions.ts'
import { PASSWORD, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import {
  addPerson,
  addWithApp,
  begin,
  codeAt,
  respondTo,
} from '../../test/support/second-factor.ts'
import { challenge, prove, respond } from '../../test/support/srp-client.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const NOT_FOUND = 'ResourceNotFoundException: Device does not exist.'
const INVALID_TOKEN = 'NotAuthorizedException: Invalid Refresh Token'
const UNKNOWN = 'us-east-1_11111111-2222-3333-4444-555555555555'

const claimsOf = (token = '') =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

onEachStore('a sign-in on a device', (open) => {
  stopTime()
  const names = ['PostAuthentication', 'PreTokenGeneration'] as const
  const functions = new Functions(...names)
  let house: Poolhouse
  let pool: TestPool
  let added = 0
  beforeAll(async () => {
    house = await open(functions.options)
    pool = await makeDevicePool(house)
  })
  const sdk = () => sdkFor(house)

  /** Somebody with a confirmed device. */
  async function someone(where = pool) {
    const name = `user${++added}`
    const ids = await addPerson(house, where, name)
    const first = await begin(house, where, name)
    return { name, ids, first, device: await confirm(house, first) }
  }

  it('proves the device, which gets no new key', async () => {
    const { name, device, ids } = await someone()
    house.clock.advance('1h')
    const { AuthenticationResult } = await signInOn(house, pool, name, device)
    expect(AuthenticationResult).not.toHaveProperty('NewDeviceMetadata')
    expect(claimsOf(AuthenticationResult?.AccessToken).device_key).toBe(device.key)
    const { Device } = await sdk().adminGetDevice({ ...ids, DeviceKey: device.key })
    expect(Device?.DeviceLastAuthenticatedDate?.getTime()).toBe(house.clock.now())
    expect(Device?.DeviceCreateDate?.getTime()).toBe(house.clock.now() - 3_600_000)
  })

  it('proves it after SRP too, and for an administrator', async () => {
    const { name, device } = await someone()
    const asked = await challenge(house, pool, name, { DEVICE_KEY: device.key })
    const proof = prove(asked, { poolId: pool.poolId, password: PASSWORD })
    const opened = await respond(house, pool, { ...proof, DEVICE_KEY: device.key })
    expect(opened.ChallengeName).toBe('DEVICE_SRP_AUTH')
    expect(opened.ChallengeParameters).toEqual({})
    const done = await proveDevice(house, pool, opened.Session, { name, device })
    expect(done.AuthenticationResult?.AccessToken).toBeDefined()

    const byAdmin = await sdk().adminInitiateAuth({
      UserPoolId: pool.poolId,
      ClientId: pool.clientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: name, PASSWORD, DEVICE_KEY: device.key },
    })
    expect(byAdmin.ChallengeName).toBe('DEVICE_SRP_AUTH')
    const again = await proveDevice(house, pool, byAdmin.Session, { name, device })
    expect(again.AuthenticationResult?.AccessToken).toBeDefined()
  })

  it('goes on as a new one where the pool stopped tracking devices', async () => {
    const where = await makeDevicePool(house)
    const { name, device } = await someone(where)
    await sdk().updateUserPool({ UserPoolId: where.poolId })
    const { AuthenticationResult } = await begin(house, where, name, { DEVICE_KEY: device.key })
    expect(AuthenticationResult?.AccessToken).toBeDefined()
    expect(AuthenticationResult).not.toHaveProperty('NewDeviceMetadata')
  })

  describe('that the pool does not know', () => {
    it('is refused, once the password is right', async () => {
      const { name } = await someone()
      const other = await someone()
      for (const DEVICE_KEY of [UNKNOWN, other.device.key]) {
        expect(await refusalOf(begin(house, pool, name, { DEVICE_KEY }))).toBe(NOT_FOUND)
        const wrong = begin(house, pool, name, { DEVICE_KEY, PASSWORD: 'Wrong-Password-1' })
        expect(await refusalOf(wrong)).toContain('Incorrect username or password.')
      }
    })

    it('may answer the same challenge again without the key', async () => {
      const { name } = await someone()
      const asked = await challenge(house, pool, name)
      const proof = prove(asked, { poolId: pool.poolId, password: PASSWORD })
      const withKey = { ...proof, DEVICE_KEY: UNKNOWN }
      expect(await refusalOf(respond(house, pool, withKey))).toBe(NOT_FOUND)
      expect((await respond(house, pool, proof)).AuthenticationResult).toBeDefined()
    })

    it('does not tell a right password while a lock holds', async () => {
      const { name } = await someone()
      const wrong = { DEVICE_KEY: UNKNOWN, PASSWORD: 'Wrong-Password-1' }
      const right = { DEVICE_KEY: UNKNOWN }
      const guesses = Array.from({ length: 12 }, (_, at) => (at === 11 ? right : wrong))
      for (const guess of guesses.slice(0, 6)) {
        await refusalOf(begin(house, pool, name, guess))
      }
      expect(await refusalOf(begin(house, pool, name, right))).toContain('attempts exceeded')
    })
  })

  describe('and a second factor', () => {
    /** Somebody with an authenticator app and a confirmed device, which took the app's code. */
    async function withApp(where: TestPool) {
      const name = `user${++added}`
      const { ids, secret } = await addWithApp(house, where, name)
      const byCode = async (others = {}) => {
        house.clock.advance('30s')
        const { Session } = await begin(house, where, name, others)
        const SOFTWARE_TOKEN_MFA_CODE = codeAt(secret, house.clock.now())
        const answers = { USERNAME: name, SOFTWARE_TOKEN_MFA_CODE, ...others }
        return await respondTo(house, where, 'SOFTWARE_TOKEN_MFA', Session, answers)
      }
      const device = await confirm(house, await byCode())
      return { name, ids, device, byCode }
    }

    it('stands for it when it is remembered', async () => {
      const where = await makeDevicePool(house, 'OPTIONAL')
      const { name, device } = await withApp(where)
      const { AuthenticationResult } = await signInOn(house, where, name, device)
      expect(AuthenticationResult?.AccessToken).toBeDefined()
    })

    it('does not when the user would not have it remembered', async () => {
      const where = await makeDevicePool(house, 'OPTIONAL', {
        ...ALWAYS,
        DeviceOnlyRememberedOnUserPrompt: true,
      })
      const { name, device, byCode, ids } = await withApp(where)
      const key = { DEVICE_KEY: device.key }
      expect((await begin(house, where, name, key)).ChallengeName).toBe('SOFTWARE_TOKEN_MFA')
      const after = await byCode(key)
      expect(after.ChallengeName).toBe('DEVICE_SRP_AUTH')
      const done = await proveDevice(house, where, after.Session, { name, device })
      expect(claimsOf(done.AuthenticationResult?.AccessToken).device_key).toBe(device.key)

      const status = { DeviceKey: device.key, DeviceRememberedStatus: 'remembered' } as const
      await sdk().adminUpdateDeviceStatus({ ...ids, ...status })
      expect((await begin(house, where, name, key)).ChallengeName).toBe('DEVICE_SRP_AUTH')
    })

    it('does not where the pool asks for it on every device', async () => {
      const where = await makeDevicePool(house, 'OPTIONAL', { ChallengeRequiredOnNewDevice: false })
      const { name, device } = await withApp(where)
      const answer = await begin(house, where, name, { DEVICE_KEY: device.key })
      expect(answer.ChallengeName).toBe('SOFTWARE_TOKEN_MFA')
    })

    it('is asked for it all the same when it stopped being remembered on the way', async () => {
      const where = await makeDevicePool(house, 'OPTIONAL')
      const { name, device, ids } = await withApp(where)
      const opened = await begin(house, where, name, { DEVICE_KEY: device.key })
      const status = { DeviceKey: device.key, DeviceRememberedStatus: 'not_remembered' } as const
      await sdk().adminUpdateDeviceStatus({ ...ids, ...status })
      const after = await proveDevice(house, where, opened.Session, { name, device })
      expect(after.ChallengeName).toBe('SOFTWARE_TOKEN_MFA')
    })

    it('is none where the pool demands one: that has to be set up', async () => {
      const where = await makeDevicePool(house, 'ON')
      const name = `user${++added}`
      await addPerson(house, where, name)
      expect((await begin(house, where, name)).ChallengeName).toBe('MFA_SETUP')
    })
  })

  describe('and its refresh token', () => {
    const refresh = (RefreshToken = '', others: Record<string, string> = {}) =>
      sdk().initiateAuth({
        ClientId: pool.clientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: RefreshToken, ...others },
      })
    const exchange = (RefreshToken = '', DeviceKey?: string) =>
      sdk().getTokensFromRefreshToken({ ClientId: pool.clientId, RefreshToken, DeviceKey })

    it('want the key of the device, once it is confirmed', async () => {
      const { first, device } = await someone()
      const token = first.AuthenticationResult?.RefreshToken
      expect(await refusalOf(refresh(token))).toBe(INVALID_TOKEN)
      expect(await refusalOf(exchange(token))).toBe(INVALID_TOKEN)
      expect(await refusalOf(refresh(token, { DEVICE_KEY: UNKNOWN }))).toBe(INVALID_TOKEN)
      expect(await refusalOf(exchange(token, UNKNOWN))).toBe(INVALID_TOKEN)
      const { AuthenticationResult } = await refresh(token, { DEVICE_KEY: device.key })
      expect(claimsOf(AuthenticationResult?.AccessToken).device_key).toBe(device.key)
      expect((await exchange(token, device.key)).AuthenticationResult).toBeDefined()
    })

    it('want none before, nor after it was forgotten', async () => {
      const name = `user${++added}`
      const ids = await addPerson(house, pool, name)
      const first = await begin(house, pool, name)
      const token = first.AuthenticationResult?.RefreshToken
      expect((await refresh(token)).AuthenticationResult).toBeDefined()
      const { key: DeviceKey } = await confirm(house, first)
      await sdk().adminForgetDevice({ ...ids, DeviceKey })
      expect((await exchange(token)).AuthenticationResult).toBeDefined()
    })
  })

  it('tells functions of new devices, and that a device was proven', async () => {
    const where = await makeDevicePool(house)
    const { name, device } = await someone(where)
    await sdk().updateUserPool({
      UserPoolId: where.poolId,
      DeviceConfiguration: ALWAYS,
      LambdaConfig: namedBy(...names),
    })
    functions.reset()
    await begin(house, where, name)
    await signInOn(house, where, name, device)
    expect(functions.sources).toEqual([
      'PostAuthentication_Authentication',
      'TokenGeneration_Authentication',
      'PostAuthentication_Authentication',
      'TokenGeneration_AuthenticateDevice',
    ])
    const told = functions.events.flatMap(({ request }) => request.newDeviceUsed ?? [])
    expect(told).toEqual([true, false])
  })
})
