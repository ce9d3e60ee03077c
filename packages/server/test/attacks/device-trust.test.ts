import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { confirm, makeDevicePool, proveDevice, signInOn } from '../support/devices.ts'
import { signIn, type TestPool } from '../support/people.ts'
import { addPerson, begin, codeAt, enrol, respondTo } from '../support/second-factor.ts'
import { onEachStore } from '../support/stores.ts'
import { stopTime } from './stopped-time.ts'

onEachStore('a device that was confirmed with the password alone', (open) => {
  stopTime()
  let house: Poolhouse
  let pool: TestPool
  let added = 0
  beforeAll(async () => {
    house = await open()
    pool = await makeDevicePool(house, 'OPTIONAL')
  })

  /** Somebody who sets an app up after a thief of their password signed in. */
  async function robbed() {
    const name = `user${++added}`
    const ids = await addPerson(house, pool, name)
    return { name, ids, thief: await begin(house, pool, name) }
  }
  const setUp = async (name: string) =>
    await enrol(house, (await signIn(house, pool, name)).AccessToken)

  it('stands for no second factor that is set up later', async () => {
    const { name, thief } = await robbed()
    const device = await confirm(house, thief)
    await setUp(name)
    const { ChallengeName } = await begin(house, pool, name, { DEVICE_KEY: device.key })
    expect(ChallengeName).toBe('SOFTWARE_TOKEN_MFA')
  })

  it('nor does one that is confirmed later, with a token from before', async () => {
    const { name, thief } = await robbed()
    await setUp(name)
    const device = await confirm(house, thief)
    const { ChallengeName } = await begin(house, pool, name, { DEVICE_KEY: device.key })
    expect(ChallengeName).toBe('SOFTWARE_TOKEN_MFA')
  })

  it('does once it proved itself beside that factor', async () => {
    const { name, thief } = await robbed()
    const device = await confirm(house, thief)
    await signInOn(house, pool, name, device) // proven beside the password alone: nothing gained
    const secret = await setUp(name)
    house.clock.advance('30s')
    const others = { DEVICE_KEY: device.key }
    const { Session } = await begin(house, pool, name, others)
    const SOFTWARE_TOKEN_MFA_CODE = codeAt(secret, house.clock.now())
    const answers = { USERNAME: name, SOFTWARE_TOKEN_MFA_CODE, ...others }
    const after = await respondTo(house, pool, 'SOFTWARE_TOKEN_MFA', Session, answers)
    expect(after.ChallengeName).toBe('DEVICE_SRP_AUTH')
    await proveDevice(house, pool, after.Session, { name, device })
    expect((await begin(house, pool, name, others)).ChallengeName).toBe('DEVICE_SRP_AUTH')
  })
})
