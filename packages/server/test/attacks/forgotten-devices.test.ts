import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { confirm, makeDevicePool } from '../support/devices.ts'
import type { TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { addPerson, begin } from '../support/second-factor.ts'
import { onEachStore } from '../support/stores.ts'
import { atOnce, refusalOf } from './refusal.ts'

const INVALID_KEY = 'InvalidParameterException: Invalid device key given.'
const MOST = 100
/** Of no password: nobody proves these. */
const SECRET = { DeviceSecretVerifierConfig: { Salt: 'AQ==', PasswordVerifier: 'AQID' } }

onEachStore('a device that was forgotten', (open) => {
  let house: Poolhouse
  let pool: TestPool
  let added = 0
  beforeAll(async () => {
    house = await open()
    pool = await makeDevicePool(house)
  })
  const sdk = () => sdkFor(house)

  async function someone() {
    const name = `user${++added}`
    const ids = await addPerson(house, pool, name)
    const first = await begin(house, pool, name)
    return { name, ids, first, device: await confirm(house, first) }
  }
  type Person = Awaited<ReturnType<typeof someone>>
  const listed = async ({ ids }: Person) =>
    ((await sdk().adminListDevices({ ...ids, Limit: 60 })).Devices ?? []).length

  it.each(['its owner', 'an administrator'])('by %s is not confirmed again', async (who) => {
    const person = await someone()
    const { first, ids, device } = person
    const { AccessToken } = first.AuthenticationResult ?? {}
    const DeviceKey = device.key
    if (who === 'its owner') await sdk().forgetDevice({ AccessToken, DeviceKey })
    else await sdk().adminForgetDevice({ ...ids, DeviceKey })
    expect(await refusalOf(confirm(house, first))).toBe(INVALID_KEY)
    expect(await listed(person)).toBe(0)
  })

  it('stays so where it is confirmed at once', async () => {
    const person = await someone()
    const forget = () => sdk().adminForgetDevice({ ...person.ids, DeviceKey: person.device.key })
    await atOnce(8, (index) => refusalOf(index === 4 ? forget() : confirm(house, person.first)))
    expect(await listed(person)).toBe(0)
  })

  it('for want of room is the one that was proven longest ago', async () => {
    const person = await someone()
    house.clock.advance('1s')
    await atOnce(MOST - 1, async () => {
      const { AuthenticationResult } = await begin(house, pool, person.name)
      const { AccessToken, NewDeviceMetadata } = AuthenticationResult ?? {}
      const device = { DeviceKey: NewDeviceMetadata?.DeviceKey, ...SECRET }
      await sdk().confirmDevice({ AccessToken, ...device })
    })
    const find = { ...person.ids, DeviceKey: person.device.key }
    expect(await refusalOf(sdk().adminGetDevice(find))).toBe('accepted')
    house.clock.advance('1s')
    await confirm(house, await begin(house, pool, person.name))
    expect(await refusalOf(sdk().adminGetDevice(find))).toContain('ResourceNotFoundException')
    expect(await refusalOf(confirm(house, person.first))).toBe(INVALID_KEY)
  })
})
