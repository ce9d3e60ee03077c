import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { makePool, PASSWORD, signIn, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { addPerson, codeAt, EVERY_FLOW, respondTo, setUpApp } from '../support/second-factor.ts'
import { onEachStore } from '../support/stores.ts'
import { INVALID_SESSION, refusalOf } from './refusal.ts'
import { codeTo } from './stand.ts'
import { stopTime } from './stopped-time.ts'

const LOA = (level: number) => `urn:cognito:loa:${level}`

onEachStore('a step-up by an access token', (open) => {
  stopTime()
  let house: Poolhouse
  let pool: TestPool
  let added = 0
  beforeAll(async () => {
    house = await open()
    pool = await makePool(
      house,
      { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } } },
      { ExplicitAuthFlows: [...EVERY_FLOW, 'ALLOW_USER_AUTH'] },
    )
  })
  const sdk = () => sdkFor(house)

  async function someone() {
    const USERNAME = `user${++added}`
    const email = `${USERNAME}@example.com`
    const ids = await addPerson(house, pool, USERNAME, { email, email_verified: 'true' })
    return { USERNAME, email, ids, ...(await signIn(house, pool, USERNAME)) }
  }
  const start = (values: Record<string, string>) =>
    sdk().initiateAuth({
      ClientId: pool.clientId,
      AuthFlow: 'USER_AUTH',
      AuthParameters: values,
    })

  it.each([
    ['for good', true],
    ['for a while', false],
  ])('is worth nothing once another password was given %s', async (_, Permanent) => {
    const { USERNAME, email, ids, AccessToken: ACCESS_TOKEN } = await someone()
    const stepUp = () => start({ USERNAME, ACCESS_TOKEN, TARGET_ACR_VALUES: LOA(3) })
    const begun = await stepUp()
    const EMAIL_OTP_CODE = await codeTo(house, email)
    await sdk().adminSetUserPassword({ ...ids, Password: 'Another-Pass-2', Permanent })
    const late = respondTo(house, pool, 'EMAIL_OTP', begun.Session, { USERNAME, EMAIL_OTP_CODE })
    expect(await refusalOf(late)).toBe(INVALID_SESSION)
    const { ChallengeName, AvailableChallenges } = await stepUp()
    expect(ChallengeName).toBe('SELECT_CHALLENGE')
    expect(AvailableChallenges).toEqual(['PASSWORD', 'PASSWORD_SRP'])
  })

  it('is worth nothing for the same password, given again', async () => {
    const { USERNAME, ids, AccessToken: ACCESS_TOKEN } = await someone()
    await sdk().adminSetUserPassword({ ...ids, Password: PASSWORD, Permanent: true })
    const { ChallengeName } = await start({ USERNAME, ACCESS_TOKEN, TARGET_ACR_VALUES: LOA(3) })
    expect(ChallengeName).toBe('SELECT_CHALLENGE')
  })

  it('makes a password no younger', async () => {
    const { USERNAME, email, AccessToken } = await someone()
    house.clock.advance('40m')
    const asked = await start({ USERNAME, ACCESS_TOKEN: AccessToken, TARGET_ACR_VALUES: LOA(3) })
    const answers = { USERNAME, EMAIL_OTP_CODE: await codeTo(house, email) }
    const done = await respondTo(house, pool, 'EMAIL_OTP', asked.Session, answers)
    const ACCESS_TOKEN = done.AuthenticationResult?.AccessToken ?? ''
    const secret = await setUpApp(house, ACCESS_TOKEN)
    house.clock.advance('30s')
    const next = (MAX_AGE: string) =>
      start({ USERNAME, ACCESS_TOKEN, TARGET_ACR_VALUES: LOA(4), MAX_AGE })
    expect((await next('2429')).ChallengeName).toBe('SELECT_CHALLENGE')
    const { Session } = await next('2430')
    const code = { USERNAME, SOFTWARE_TOKEN_MFA_CODE: codeAt(secret, house.clock.now()) }
    const highest = await respondTo(house, pool, 'SOFTWARE_TOKEN_MFA', Session, code)
    expect(highest.AuthenticationResult).toBeDefined()
  })
})
