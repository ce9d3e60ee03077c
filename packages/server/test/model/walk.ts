/** Walks through a house, each with two new people in one of its pools. */
import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import type { Poolhouse } from '../../src/index.ts'
import { walks } from './commands.ts'
import { addPerson, makePools, type Profile } from './house.ts'
import { ticketOfSignUp } from './ledger.ts'
import { POOL_KINDS, POOLS } from './pools.ts'
import type { Model } from './state.ts'
import type { World } from './wire.ts'

const IS_LONG = process.env.POOLHOUSE_TEST_LONG === 'true'
const WALKS = IS_LONG ? 200 : 15
const MOST_CALLS = 90

const has = fc.boolean()

const anybody = fc.record<Profile>({
  isNewcomer: fc.constantFrom(false, false, true),
  isTemporary: fc.constantFrom(false, false, true),
  hasApp: fc.constantFrom(true, true, false),
  hasPhone: has,
  hasEmail: has,
  hasDevice: has,
  hasPasskey: has,
  preferred: fc.constantFrom('app', 'app', 'sms', 'email', undefined),
})

/** Whoever has no second factor is asked to set one up in a pool that demands it. */
const somebodyNew = anybody.map((profile) => ({
  ...profile,
  isNewcomer: false,
  hasApp: false,
  hasPhone: false,
  hasEmail: false,
}))

const profile = fc.oneof({ weight: 2, arbitrary: anybody }, { weight: 1, arbitrary: somebodyNew })

interface Looking {
  /** Whether an error counts; each does unless told otherwise. */
  readonly isMeant?: (error: unknown) => boolean
  /** Is told the first walk that fails, before it is made shorter. */
  readonly tell?: (story: string) => void
}

/** The property that every walk keeps to the model. */
export async function keepsToModel(
  house: Poolhouse,
  { isMeant = () => true, tell = () => {} }: Looking = {},
) {
  const pools = await makePools(house)
  let walked = 0
  let hasFailed = false
  const begin = fc.record({
    kind: fc.constantFrom(...POOL_KINDS),
    profiles: fc.tuple(profile, profile),
  })
  return fc.asyncProperty(begin, walks(MOST_CALLS), async ({ kind, profiles }, commands) => {
    const demands = POOLS[kind]
    const pool = pools[kind]
    const path = String(walked++)
    try {
      const model: Model = { demands, people: [], tickets: [], signedIn: [] }
      for (const [index, profile] of profiles.entries()) {
        const { person, session } = await addPerson(house, pool, demands, profile)
        model.people.push(person)
        if (session) model.tickets.push(ticketOfSignUp(index, session, house.clock.now()))
      }
      house.clock.advance('30s')
      const real: World = { house, pool }
      await fc.asyncModelRun(() => ({ model, real }), commands)
    } catch (error) {
      if (!isMeant(error)) return
      if (!hasFailed) tell(storyOf({ path, kind, profiles, commands, error }))
      hasFailed = true
      throw error
    }
  })
}

/** How to walk a way again, and what it was. */
function storyOf(walk: {
  path: string
  kind: string
  profiles: readonly Profile[]
  commands: Iterable<unknown>
  error: unknown
}): string {
  const { path, kind, profiles, commands, error } = walk
  const { seed } = walkParameters
  return [
    `Walk ${JSON.stringify({ seed, path })} through the pool that ${kind}: ${error}`,
    ...profiles.map((profile) => JSON.stringify(profile)),
    String(commands),
  ].join('\n')
}

/** For machines that are busy with something else too: on a free one the walks take a tenth of it. */
export const WALK_TIMEOUT_MS = IS_LONG ? 1_800_000 : 120_000

/** A walk that fails is made shorter until there is just time left to tell of it. */
export const walkParameters = {
  // Drawn here, so that it can be told as soon as a walk fails; to walk one again, add its path.
  seed: fc.readConfigureGlobal()?.seed ?? randomInt(2 ** 31),
  numRuns: WALKS,
  interruptAfterTimeLimit: WALK_TIMEOUT_MS - 20_000,
  markInterruptAsFailure: true,
}
