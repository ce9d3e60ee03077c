import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { arnOf, Functions } from '../support/functions.ts'
import { makePool, makeUser, signIn } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { sessionsOf, track } from '../support/session-tracking.ts'
import { onEachStore } from '../support/stores.ts'
import { atOnce, refusalOf } from './refusal.ts'

const TRIGGERS = ['PostAuthentication', 'PreTokenGeneration'] as const

onEachStore('a sign-in that a function refuses', (open) => {
  const functions = new Functions(...TRIGGERS)
  let house: Poolhouse
  beforeAll(async () => {
    house = await open(functions.options)
  })

  it.each(TRIGGERS)('ends no other session: %s', async (trigger) => {
    functions.reset()
    const pool = await makePool(house, { LambdaConfig: { [trigger]: arnOf(trigger) } })
    await track(house, pool, 1)
    await makeUser(house, pool, 'ada')
    const owner = await signIn(house, pool, 'ada')
    functions.put(trigger, () => {
      throw new Error('not from there')
    })
    const answers = await atOnce(3, () => refusalOf(signIn(house, pool, 'ada')))
    for (const answer of answers) expect(answer).toMatch(/^UserLambdaValidationException/)
    const { AccessToken } = owner
    expect(await refusalOf(sdkFor(house).getUser({ AccessToken }))).toBe('accepted')
    expect(await sessionsOf(house, owner)).toHaveLength(1)
  })
})
