import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { Functions, namedBy } from '../support/functions.ts'
import { makePool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { addPerson, EVERY_FLOW } from '../support/second-factor.ts'
import { onEachStore } from '../support/stores.ts'
import { refusalOf, WRONG_PASSWORD } from './refusal.ts'
import { stopTime } from './stopped-time.ts'

onEachStore('a migration function that knows nobody', (open) => {
  stopTime()
  const functions = new Functions('UserMigration')
  let house: Poolhouse
  beforeAll(async () => {
    house = await open(functions.options)
  })

  it.each([
    [
      'refuses',
      () => {
        throw new Error('Bad password')
      },
    ],
    ['leaves the event as it came', (event: unknown) => event],
  ])('%s, which does not tell who exists', async (_, run) => {
    functions.put('UserMigration', run)
    const { poolId, clientId: ClientId } = await makePool(
      house,
      { LambdaConfig: namedBy('UserMigration') },
      {
        ExplicitAuthFlows: [...EVERY_FLOW, 'ALLOW_USER_AUTH'],
        PreventUserExistenceErrors: 'ENABLED',
      },
    )
    const email = { email: 'hal@example.com', email_verified: 'true' }
    await addPerson(house, { poolId }, 'hal', email)
    const sdk = sdkFor(house)
    for (const USERNAME of ['hal', 'nobody']) {
      for (const AuthFlow of ['USER_PASSWORD_AUTH', 'USER_AUTH'] as const) {
        const AuthParameters = { USERNAME, PASSWORD: 'wrong', PREFERRED_CHALLENGE: 'PASSWORD' }
        const said = refusalOf(sdk.initiateAuth({ ClientId, AuthFlow, AuthParameters }))
        expect(await said).toBe(WRONG_PASSWORD)
      }
      const forgot = sdk.forgotPassword({ ClientId, Username: USERNAME })
      expect(await refusalOf(forgot)).toBe('accepted')
    }
  })
})
