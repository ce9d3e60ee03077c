/** Walks through a house, each with two new people in one of its pools. */
import fc from 'fast-check'
import type { Poolhouse } from '../../src/index.ts'
import { walks } from './commands.ts'
import { addPerson, makePools, type Profile } from './house.ts'
import { POOL_KINDS, POOLS } from './pools.ts'
import type { Model } from './state.ts'
import type { World } from './wire.ts'

const IS_LONG = process.env.POOLHOUSE_TEST_LONG === 'true'
const WALKS = IS_LONG ? 200 : 15
const MOST_CALLS = 90

const has = fc.boolean()

const profile = fc.record<Profile>({
  isTemporary: fc.constantFrom(false, false, true),
  hasApp: fc.constantFrom(true, true, false),
  hasPhone: has,
  hasEmail: has,
  hasDevice: has,
  hasPasskey: has,
  preferred: fc.constantFrom('app', 'app', 'sms', 'email', undefined),
})

/**
 * The property that every walk keeps to the model.
 *
 * @param isMeant whether an error counts; each does unless told otherwise.
 */
export async function keepsToModel(
  house: Poolhouse,
  isMeant: (error: unknown) => boolean = () => true,
) {
  const pools = await makePools(house)
  const begin = fc.record({
    kind: fc.constantFrom(...POOL_KINDS),
    profiles: fc.tuple(profile, profile),
  })
  return fc.asyncProperty(begin, walks(MOST_CALLS), async ({ kind, profiles }, commands) => {
    const demands = POOLS[kind]
    const pool = pools[kind]
    const people = []
    for (const each of profiles) people.push(await addPerson(house, pool, demands, each))
    house.clock.advance('30s')
    const model: Model = { demands, people, tickets: [] }
    const real: World = { house, pool }
    try {
      await fc.asyncModelRun(() => ({ model, real }), commands)
    } catch (error) {
      if (isMeant(error)) throw error
    }
  })
}

/** For machines that are busy with something else too. */
export const WALK_TIMEOUT_MS = IS_LONG ? 900_000 : 120_000

/** A walk that fails is made shorter until there is just time left to tell of it. */
export const walkParameters = {
  numRuns: WALKS,
  interruptAfterTimeLimit: WALK_TIMEOUT_MS - 20_000,
  markInterruptAsFailure: true,
}
