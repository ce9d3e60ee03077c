import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { makePool, makeUser, PASSWORD, signIn } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { call } from '../support/wire.ts'
import { refusalOf, tally } from './refusal.ts'
import { stopTime } from './stopped-time.ts'

onEachStore('messages', (open) => {
  stopTime()
  let house: Poolhouse
  beforeAll(async () => {
    house = await open()
  })

  it('are not sent without end to strangers, by one who changes an address again and again', async () => {
    const pool = await makePool(house)
    await makeUser(house, pool, 'eve')
    const { AccessToken } = await signIn(house, pool, 'eve')
    const change = (email: string) =>
      refusalOf(
        sdkFor(house).updateUserAttributes({
          AccessToken,
          UserAttributes: [{ Name: 'email', Value: email }],
        }),
      )
    const before = (await house.inbox.all()).length
    const answers: string[] = []
    for (let time = 0; time < 20; time++) answers.push(await change(`victim-${time}@example.com`))
    const sent = (await house.inbox.all()).length - before
    expect(tally(answers)).toEqual({
      accepted: sent,
      'TooManyRequestsException: Attempt limit exceeded, please try after some time.': 20 - sent,
    })
    expect(sent).toBeLessThanOrEqual(10)
    // What was refused changed nothing, and what sends nothing is free.
    const { UserAttributes } = await sdkFor(house).getUser({ AccessToken })
    const email = `victim-${sent - 1}@example.com`
    expect(UserAttributes).toContainEqual({ Name: 'email', Value: email })
    const named = { AccessToken, UserAttributes: [{ Name: 'name', Value: 'Eve' }] }
    await sdkFor(house).updateUserAttributes(named)
    house.clock.advance('1h')
    const later = await signIn(house, pool, 'eve')
    const again = [{ Name: 'email', Value: 'eve@example.org' }]
    const request = { AccessToken: later.AccessToken, UserAttributes: again }
    expect(await refusalOf(sdkFor(house).updateUserAttributes(request))).toBe('accepted')
  })

  it.each(['ForgotPassword', 'ResendConfirmationCode'])(
    'that %s could not deliver do not tell who exists',
    async (operation) => {
      const broken = await open()
      const pool = await makePool(broken, {}, { PreventUserExistenceErrors: 'ENABLED' })
      const person = { ClientId: pool.clientId, Username: 'ada', Password: PASSWORD }
      const UserAttributes = [{ Name: 'email', Value: 'ada@example.com' }]
      if (operation === 'ForgotPassword') await makeUser(broken, pool, 'ada')
      else await sdkFor(broken).signUp({ ...person, UserAttributes })
      broken.fail('email')
      const ask = async (Username: string) => {
        const input = { ClientId: pool.clientId, Username }
        const { status, body } = await call(broken, operation, input)
        const { Destination, ...rest } = (body.CodeDeliveryDetails ?? {}) as Record<string, string>
        return { status, type: body.__type, rest }
      }
      const unknown = await ask('eva')
      expect(unknown).toMatchObject({ status: 200 })
      expect(await ask('ada')).toEqual(unknown)
    },
  )
})
