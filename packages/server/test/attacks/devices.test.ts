import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import {
  beginProof,
  confirm,
  makeDevicePool,
  N,
  proofOf,
  type TestDevice,
} from '../support/devices.ts'
import type { TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { addPerson, begin, respondTo } from '../support/second-factor.ts'
import { onEachStore } from '../support/stores.ts'
import { atOnce, INVALID_SESSION, LOCKED, refusalOf, tally, WRONG_PASSWORD } from './refusal.ts'
import { stopTime } from './stopped-time.ts'

onEachStore('a device', (open) => {
  stopTime()
  let house: Poolhouse
  let pool: TestPool
  let added = 0
  beforeAll(async () => {
    house = await open()
    pool = await makeDevicePool(house)
  })

  async function someone() {
    const name = `user${++added}`
    const ids = await addPerson(house, pool, name)
    const device = await confirm(house, await begin(house, pool, name))
    const open = async () =>
      (await begin(house, pool, name, { DEVICE_KEY: device.key })).Session ?? ''
    return { name, ids, device, open }
  }
  const answer = (session: string | undefined, proof: Record<string, string>) =>
    refusalOf(respondTo(house, pool, 'DEVICE_PASSWORD_VERIFIER', session, proof))

  it('is proven by its own secret', async () => {
    const { name, device, open } = await someone()
    const other = await someone()
    const asked = await beginProof(house, pool, await open(), { name, device })
    const liars: TestDevice[] = [
      { ...device, password: other.device.password },
      { ...device, groupKey: other.device.groupKey },
      { ...device, password: '' },
    ]
    for (const liar of liars) {
      expect(await answer(asked.Session, proofOf(asked, { name, device: liar }))).toBe(
        WRONG_PASSWORD,
      )
    }
    expect(await answer(asked.Session, proofOf(asked, { name, device }))).toBe('accepted')
  })

  it('of somebody else proves nothing', async () => {
    const one = await someone()
    const other = await someone()
    const session = await one.open()
    const answers = { USERNAME: one.name, DEVICE_KEY: other.device.key, SRP_A: 'abc' }
    const begun = respondTo(house, pool, 'DEVICE_SRP_AUTH', session, answers)
    expect(await refusalOf(begun)).toBe(INVALID_SESSION)
    const asked = await beginProof(house, pool, session, one)
    const foreign = await beginProof(house, pool, await other.open(), other)
    expect(await answer(asked.Session, proofOf(foreign, other))).toBe(INVALID_SESSION)
    expect(await answer(foreign.Session, proofOf(asked, one))).toBe(INVALID_SESSION)
    // Its own Session, with the other's exchange.
    expect(await answer(asked.Session, proofOf(foreign, one))).toBe(INVALID_SESSION)
    expect(await answer(asked.Session, proofOf(asked, one))).toBe('accepted')
  })

  it.each([
    ['zero', 0n],
    ['N', N],
    ['twice N', 2n * N],
  ])('is not proven by a public value of %s', async (_, A) => {
    const { name, device, open } = await someone()
    const session = await open()
    const begun = beginProof(house, pool, session, { name, device, A })
    expect(await refusalOf(begun)).toMatch(/^InvalidParameterException: /)
    const asked = await beginProof(house, pool, session, { name, device })
    expect(await answer(asked.Session, proofOf(asked, { name, device, shared: 0n }))).toBe(
      WRONG_PASSWORD,
    )
  })

  it('is proven once, of ten at once', async () => {
    const { name, device, open } = await someone()
    const asked = await beginProof(house, pool, await open(), { name, device })
    const proof = proofOf(asked, { name, device })
    const answers = await atOnce(10, () => answer(asked.Session, proof))
    expect(tally(answers).accepted).toBe(1)
    expect(await answer(asked.Session, proof)).not.toBe('accepted')
  })

  it('begins one exchange a Session, of ten at once', async () => {
    const { name, device, open } = await someone()
    const session = await open()
    const begun = await atOnce(10, () =>
      refusalOf(beginProof(house, pool, session, { name, device })),
    )
    expect(tally(begun)).toEqual({ accepted: 1, [INVALID_SESSION]: 9 })
  })

  it('is not guessed at without end', async () => {
    const { name, device, open } = await someone()
    const liar = { ...device, password: 'guess' }
    const guess = async () => {
      const asked = await beginProof(house, pool, await open(), { name, device })
      return await answer(asked.Session, proofOf(asked, { name, device: liar }))
    }
    for (let wrong = 0; wrong < 5; wrong++) expect(await guess()).toBe(WRONG_PASSWORD)
    expect(await guess()).toBe(LOCKED)
  })

  it('that was forgotten on the way proves nothing', async () => {
    const { name, device, ids, open } = await someone()
    const [early, late] = [await open(), await open()]
    const asked = await beginProof(house, pool, late, { name, device })
    await sdkFor(house).adminForgetDevice({ ...ids, DeviceKey: device.key })
    const gone = 'ResourceNotFoundException: Device does not exist.'
    expect(await refusalOf(beginProof(house, pool, early, { name, device }))).toBe(gone)
    expect(await answer(asked.Session, proofOf(asked, { name, device }))).toBe(gone)
  })

  it('is shown without its secret', async () => {
    const { ids, device } = await someone()
    const { Device } = await sdkFor(house).adminGetDevice({ ...ids, DeviceKey: device.key })
    expect(Object.keys(Device ?? {}).toSorted()).toEqual([
      'DeviceAttributes',
      'DeviceCreateDate',
      'DeviceKey',
      'DeviceLastAuthenticatedDate',
      'DeviceLastModifiedDate',
    ])
  })
})
