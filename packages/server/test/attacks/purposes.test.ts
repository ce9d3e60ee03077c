import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { onEachStore } from '../support/stores.ts'
import { makePurposePools, PEOPLE, type PurposePools } from './purpose-people.ts'
import { PURPOSES, type PurposeName } from './purposes.ts'
import { atOnce, tally } from './refusal.ts'
import { stopTime } from './stopped-time.ts'

const NAMES = Object.keys(PURPOSES) as PurposeName[] // of its own keys

/**
 * Of these a person can have one at a time; of all others the same person has both. Each begins as many sign-ins
 * as are asked for, until one of them is answered with a new password.
 */
const REPLACING: readonly PurposeName[] = ['temporary password', 'invitation']

onEachStore('what was made for', (open) => {
  stopTime()
  let house: Poolhouse
  let pools: PurposePools
  let made = 0
  beforeAll(async () => {
    house = await open()
    pools = await makePurposePools(house)
  })
  const someone = (name: PurposeName) => PEOPLE[PURPOSES[name].of](house, pools, `user${++made}`)

  it.each(NAMES)('%s is taken for nothing else, and stays good for that', async (name) => {
    const person = await someone(name)
    const people = new Map([[PURPOSES[name].of, person]])
    const own = await PURPOSES[name].make(person)
    for (const other of NAMES.filter((each) => each !== name)) {
      const kind = PURPOSES[other].of
      const known = REPLACING.includes(other) ? undefined : people.get(kind)
      const owner = known ?? (await someone(other))
      people.set(kind, owner)
      let place = await PURPOSES[other].make(owner)
      while (place.secret === own.secret) place = await PURPOSES[other].make(owner)
      const refusal = await place.use(own.secret)
      expect([other, refusal]).toEqual([other, expect.stringMatching(PURPOSES[other].wrong)])
    }
    expect(await own.use(own.secret)).toBe('accepted')
  })

  it.each(NAMES.filter((name) => !REPLACING.includes(name)))(
    '%s is taken once, though it come four times at once',
    async (name) => {
      const { secret, use } = await PURPOSES[name].make(await someone(name))
      expect(tally(await atOnce(4, () => use(secret))).accepted).toBe(1)
      expect(await use(secret)).not.toBe('accepted')
    },
  )
})
