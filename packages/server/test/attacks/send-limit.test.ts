import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { makeChoicePool } from '../support/choice.ts'
import { sdkFor } from '../support/sdk.ts'
import { addPerson } from '../support/second-factor.ts'
import { onEachStore } from '../support/stores.ts'
import { refusalOf } from './refusal.ts'
import { stopTime } from './stopped-time.ts'

const TOO_MANY = 'TooManyRequestsException: Attempt limit exceeded, please try after some time.'

onEachStore('a stranger who asks for codes without end', (open) => {
  stopTime()
  let house: Poolhouse
  beforeAll(async () => {
    house = await open()
  })

  it('keeps nobody at another address from theirs, and many together get no more', async () => {
    const pool = await makeChoicePool(house, ['PASSWORD', 'EMAIL_OTP'])
    await addPerson(house, pool, 'sam', { email: 'sam@example.com', email_verified: 'true' })
    const askFrom = (IpAddress: string) =>
      refusalOf(
        sdkFor(house).adminInitiateAuth({
          UserPoolId: pool.poolId,
          ClientId: pool.clientId,
          AuthFlow: 'USER_AUTH',
          AuthParameters: { USERNAME: 'sam', PREFERRED_CHALLENGE: 'EMAIL_OTP' },
          ContextData: { IpAddress, ServerName: 'app', ServerPath: '/', HttpHeaders: [] },
        }),
      )
    const askTenTimes = async (network: string) => {
      for (let host = 1; host <= 10; host++)
        expect(await askFrom(`${network}::${host}`)).toBe('accepted')
    }
    await askTenTimes('2001:db8:0:1')
    for (let host = 11; host < 40; host++)
      expect(await askFrom(`2001:db8:0:1::${host}`)).toBe(TOO_MANY)
    await askTenTimes('2001:db8:0:2')
    await askTenTimes('2001:db8:0:3')
    expect(await askFrom('2001:db8:0:4::1')).toBe(TOO_MANY)
    house.clock.advance('1h')
    expect(await askFrom('2001:db8:0:1::1')).toBe('accepted')
  })
})
