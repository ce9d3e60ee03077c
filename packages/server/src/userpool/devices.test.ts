import { beforeAll, describe, expect, it } from 'vitest'
import { atOnce, refusalOf, tally } from '../../test/attacks/refusal.ts'
import { confirm, makeDevicePool, makeUp, N } from '../../test/support/devices.ts'
import { makePool, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { addPerson, begin } from '../../test/support/second-factor.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const NOT_FOUND = 'ResourceNotFoundException: Device does not exist.'
const INVALID_KEY = 'InvalidParameterException: Invalid device key given.'
const INVALID_SECRET = 'InvalidParameterException: Invalid device secret verifier config given.'

const claimsOf = (token = '') =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

onEachStore('devices', (open) => {
  let house: Poolhouse
  let pool: TestPool
  let added = 0
  beforeAll(async () => {
    house = await open()
    pool = await makeDevicePool(house)
  })
  const sdk = () => sdkFor(house)

  /** Somebody who just signed in on a new device. */
  async function someone(where = pool) {
    const name = `user${++added}`
    const ids = await addPerson(house, where, name)
    const answer = await begin(house, where, name)
    const { AccessToken = '', NewDeviceMetadata = {} } = answer.AuthenticationResult ?? {}
    return { name, ids, answer, AccessToken, NewDeviceMetadata }
  }

  it('are told of by the first sign-in on each', async () => {
    const { AccessToken, NewDeviceMetadata, answer } = await someone()
    expect(NewDeviceMetadata).toEqual({
      DeviceKey: expect.stringMatching(/^us-east-1_[0-9a-f-]{36}$/),
      DeviceGroupKey: expect.stringMatching(/^-[\w-]{8}$/),
    })
    expect(claimsOf(AccessToken).device_key).toBe(NewDeviceMetadata.DeviceKey)
    expect(claimsOf(answer.AuthenticationResult?.IdToken)).not.toHaveProperty('device_key')
  })

  it('are of no account where the pool does not track them', async () => {
    const { AccessToken, answer, name } = await someone(await makePool(house))
    expect(answer.AuthenticationResult).not.toHaveProperty('NewDeviceMetadata')
    expect(claimsOf(AccessToken)).not.toHaveProperty('device_key')
    expect(name).toBeDefined()
  })

  describe('ConfirmDevice', () => {
    it('keeps the device, which is remembered', async () => {
      const { ids, answer, AccessToken } = await someone()
      const before = house.clock.now()
      const { key: DeviceKey } = await confirm(house, answer, 'my tablet')
      const { Device } = await sdk().getDevice({ AccessToken, DeviceKey })
      expect(Device).toEqual({
        DeviceKey,
        DeviceAttributes: [
          { Name: 'device_status', Value: 'valid' },
          { Name: 'device_name', Value: 'my tablet' },
          { Name: 'dev:device_remembered_status', Value: 'remembered' },
        ],
        DeviceCreateDate: expect.any(Date),
        DeviceLastModifiedDate: expect.any(Date),
        DeviceLastAuthenticatedDate: expect.any(Date),
      })
      expect(Device?.DeviceCreateDate?.getTime()).toBeGreaterThanOrEqual(before)
      expect((await sdk().adminGetDevice({ ...ids, DeviceKey })).Device).toEqual(Device)
    })

    it.each([
      [false, 'remembered'],
      [true, 'not_remembered'],
    ])('asks the user where the pool says so: %s', async (isAsked, status) => {
      const where = await makeDevicePool(house, 'OFF', {
        DeviceOnlyRememberedOnUserPrompt: isAsked,
      })
      const { AccessToken, NewDeviceMetadata } = await someone(where)
      const { device, config } = makeUp(NewDeviceMetadata)
      const confirmed = await sdk().confirmDevice({
        AccessToken,
        DeviceKey: device.key,
        DeviceSecretVerifierConfig: config,
      })
      expect(confirmed.UserConfirmationNecessary).toBe(isAsked)
      const { Device } = await sdk().getDevice({ AccessToken, DeviceKey: device.key })
      expect(Device?.DeviceAttributes).toContainEqual({
        Name: 'dev:device_remembered_status',
        Value: status,
      })
    })

    it('takes the key that this sign-in was told, and no other', async () => {
      const one = await someone()
      const other = await someone()
      const { config } = makeUp(other.NewDeviceMetadata)
      const made = 'us-east-1_11111111-2222-3333-4444-555555555555'
      for (const DeviceKey of [other.NewDeviceMetadata.DeviceKey, made]) {
        const { AccessToken } = one
        const asked = { AccessToken, DeviceKey, DeviceSecretVerifierConfig: config }
        expect(await refusalOf(sdk().confirmDevice(asked))).toBe(INVALID_KEY)
      }
      expect((await sdk().adminListDevices(one.ids)).Devices).toEqual([])
    })

    it('keeps it once, of many at once', async () => {
      const { AccessToken, NewDeviceMetadata, ids } = await someone()
      const answers = await atOnce(5, () => {
        const { device, config } = makeUp(NewDeviceMetadata)
        const asked = { DeviceKey: device.key, DeviceSecretVerifierConfig: config }
        return refusalOf(sdk().confirmDevice({ AccessToken, ...asked }))
      })
      expect(tally(answers)).toEqual({
        accepted: 1,
        'DeviceKeyExistsException: Device is already confirmed.': 4,
      })
      expect((await sdk().adminListDevices(ids)).Devices).toHaveLength(1)
    })

    it.each([
      ['none', undefined],
      ['no salt', { Salt: '', PasswordVerifier: 'AQ==' }],
      ['no verifier', { Salt: 'AQ==' }],
      ['zero', { Salt: 'AQ==', PasswordVerifier: Buffer.alloc(384).toString('base64') }],
      ['N', { Salt: 'AQ==', PasswordVerifier: base64(N) }],
      ['more than N', { Salt: 'AQ==', PasswordVerifier: base64(N + 1n) }],
      ['too long', { Salt: 'AQ==', PasswordVerifier: Buffer.alloc(386, 1).toString('base64') }],
      ['a long salt', { Salt: Buffer.alloc(65, 1).toString('base64'), PasswordVerifier: 'AQ==' }],
    ])('refuses a secret that would prove nothing: %s', async (_, DeviceSecretVerifierConfig) => {
      const { AccessToken, NewDeviceMetadata, ids } = await someone()
      const { DeviceKey } = NewDeviceMetadata
      const asked = { AccessToken, DeviceKey, DeviceSecretVerifierConfig }
      expect(await refusalOf(sdk().confirmDevice(asked))).toBe(INVALID_SECRET)
      expect((await sdk().adminListDevices(ids)).Devices).toEqual([])
    })
  })

  it('are listed page by page, the same for both twins', async () => {
    const { ids, answer, AccessToken, name } = await someone()
    const keys = [(await confirm(house, answer)).key]
    for (let more = 0; more < 2; more++) {
      keys.push((await confirm(house, await begin(house, pool, name))).key)
    }
    const first = await sdk().listDevices({ AccessToken, Limit: 2 })
    const { PaginationToken } = first
    const second = await sdk().listDevices({ AccessToken, Limit: 2, PaginationToken })
    const listed = [...(first.Devices ?? []), ...(second.Devices ?? [])]
    expect(listed.map(({ DeviceKey }) => DeviceKey).toSorted()).toEqual(keys.toSorted())
    expect(second.PaginationToken).toBeUndefined()
    expect((await sdk().adminListDevices(ids)).Devices).toEqual(listed)
    const other = await someone()
    const foreign = { AccessToken: other.AccessToken, PaginationToken }
    expect(await refusalOf(sdk().listDevices(foreign))).toContain('Invalid pagination token')
  })

  it('are remembered or not, as their owner or an administrator says', async () => {
    const { ids, answer, AccessToken } = await someone()
    const { key: DeviceKey } = await confirm(house, answer)
    const statusOf = async () =>
      (await sdk().adminGetDevice({ ...ids, DeviceKey })).Device?.DeviceAttributes?.at(-1)?.Value
    const asked = { AccessToken, DeviceKey }
    await sdk().updateDeviceStatus({ ...asked, DeviceRememberedStatus: 'not_remembered' })
    expect(await statusOf()).toBe('not_remembered')
    await sdk().adminUpdateDeviceStatus({
      ...ids,
      DeviceKey,
      DeviceRememberedStatus: 'remembered',
    })
    expect(await statusOf()).toBe('remembered')
  })

  it('are forgotten', async () => {
    const { ids, answer, AccessToken, name } = await someone()
    const { key: DeviceKey } = await confirm(house, answer)
    await sdk().forgetDevice({ AccessToken, DeviceKey })
    expect(await refusalOf(sdk().getDevice({ AccessToken, DeviceKey }))).toBe(NOT_FOUND)
    expect(await refusalOf(sdk().forgetDevice({ AccessToken, DeviceKey }))).toBe(NOT_FOUND)
    const second = await confirm(house, await begin(house, pool, name))
    await sdk().adminForgetDevice({ ...ids, DeviceKey: second.key })
    expect((await sdk().adminListDevices(ids)).Devices).toEqual([])
  })

  it('of somebody else are as good as none', async () => {
    const { answer } = await someone()
    const { key: DeviceKey } = await confirm(house, answer)
    const { AccessToken, ids } = await someone()
    const status = { DeviceRememberedStatus: 'remembered' } as const
    for (const call of [
      () => sdk().getDevice({ AccessToken, DeviceKey }),
      () => sdk().updateDeviceStatus({ AccessToken, DeviceKey, ...status }),
      () => sdk().forgetDevice({ AccessToken, DeviceKey }),
      () => sdk().adminGetDevice({ ...ids, DeviceKey }),
      () => sdk().adminUpdateDeviceStatus({ ...ids, DeviceKey, ...status }),
      () => sdk().adminForgetDevice({ ...ids, DeviceKey }),
    ]) {
      expect(await refusalOf(call())).toBe(NOT_FOUND)
    }
    const own = await sdk().getDevice({
      AccessToken: answer.AuthenticationResult?.AccessToken,
      DeviceKey,
    })
    expect(own.Device?.DeviceKey).toBe(DeviceKey)
  })

  it('need somebody whose they are', async () => {
    const DeviceKey = 'us-east-1_11111111-2222-3333-4444-555555555555'
    const missing = 'InvalidParameterException: Missing required parameter AccessToken'
    expect(await refusalOf(sdk().getDevice({ DeviceKey }))).toBe(missing)
    expect(await refusalOf(sdk().forgetDevice({ DeviceKey }))).toBe(missing)
    const nobody = { UserPoolId: pool.poolId, Username: 'nobody' }
    const gone = 'ResourceNotFoundException: User does not exist.'
    expect(await refusalOf(sdk().adminGetDevice({ ...nobody, DeviceKey }))).toBe(gone)
    expect(await refusalOf(sdk().adminListDevices(nobody))).toBe(gone)
  })
})

function base64(value: bigint): string {
  return Buffer.from(value.toString(16), 'hex').toString('base64')
}
