import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { answer, choose } from '../support/choice.ts'
import { Functions, namedBy, type TriggerEvent } from '../support/functions.ts'
import { makePool, PASSWORD } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { addPerson, EVERY_FLOW } from '../support/second-factor.ts'
import { onEachStore } from '../support/stores.ts'
import { LOCKED, refusalOf, WRONG_PASSWORD } from './refusal.ts'
import { stopTime } from './stopped-time.ts'

onEachStore('a migration function that knows nobody', (open) => {
  stopTime()
  const functions = new Functions('UserMigration', 'PreAuthentication')
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

  const hiding = (LambdaConfig: ReturnType<typeof namedBy>) =>
    makePool(
      house,
      { LambdaConfig },
      {
        ExplicitAuthFlows: [...EVERY_FLOW, 'ALLOW_USER_AUTH'],
        PreventUserExistenceErrors: 'ENABLED',
      },
    )

  it('tells of the right one of many guesses behind the lock neither then nor later', async () => {
    const { poolId, clientId: ClientId } = await hiding(namedBy('UserMigration'))
    const waiting = gate()
    functions.put('UserMigration', async (event: TriggerEvent) => {
      if (event.request.password !== PASSWORD) throw new Error('Bad password')
      await waiting.passed
      const said = { userAttributes: {}, finalUserStatus: 'CONFIRMED' }
      return { ...event, response: { ...event.response, ...said } }
    })
    const guess = (USERNAME: string, password: string) =>
      refusalOf(
        sdkFor(house).initiateAuth({
          ClientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME, PASSWORD: password },
        }),
      )
    const right = guess('ida', PASSWORD)
    for (const name of ['ida', 'joe']) {
      for (let wrong = 0; wrong < 6; wrong++) await guess(name, 'wrong')
    }
    waiting.pass()
    expect(await right).toBe(LOCKED)
    expect((await sdkFor(house).listUsers({ UserPoolId: poolId })).Users).toEqual([])
    expect(await guess('ida', 'wrong')).toBe(await guess('joe', 'wrong'))
    house.clock.advance('1h')
    expect(await guess('ida', PASSWORD)).toBe('accepted')
  })

  it.each(['SELECT_CHALLENGE', 'PASSWORD'] as const)(
    'takes nobody in at %s whom the function that is asked before a sign-in refuses',
    async (challenge) => {
      functions.on('UserMigration', () => ({
        userAttributes: { email: 'kay@blocked.example' },
        finalUserStatus: 'CONFIRMED',
      }))
      functions.put('PreAuthentication', (event: TriggerEvent) => {
        if (JSON.stringify(event.request).includes('@blocked.example')) throw new Error('No')
        return event
      })
      const pool = await hiding(namedBy('UserMigration', 'PreAuthentication'))
      const preferred = challenge === 'PASSWORD' ? { PREFERRED_CHALLENGE: challenge } : {}
      const begun = await choose(house, pool, { USERNAME: 'kay', ...preferred })
      expect(begun.ChallengeName).toBe(challenge)
      const answers = { USERNAME: 'kay', ANSWER: 'PASSWORD', PASSWORD }
      const answered = answer(house, pool, challenge, answers, begun.Session)
      expect(await refusalOf(answered)).toBe(
        'UserLambdaValidationException: PreAuthentication failed with error No.',
      )
    },
  )
})

/** What waits until a test lets it go on. */
function gate() {
  let pass = () => {}
  const passed = new Promise<void>((resolve) => {
    pass = resolve
  })
  return { passed, pass: () => pass() }
}
