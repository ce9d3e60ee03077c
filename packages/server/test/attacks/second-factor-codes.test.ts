import { beforeAll, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { signIn, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import {
  addPerson,
  begin,
  codeAt,
  EVERY_FLOW,
  makeMfaPool,
  otherCode,
  respondTo,
  setUpApp,
} from '../support/second-factor.ts'
import { onEachStore } from '../support/stores.ts'
import { atOnce, LOCKED, refusalOf, tally } from './refusal.ts'
import { WRONG_TOTP } from './second-factor-people.ts'
import { codeTo } from './stand.ts'
import { stopTime } from './stopped-time.ts'

const TOO_MANY = 'TooManyRequestsException: Attempt limit exceeded, please try after some time.'

onEachStore('of several second factors', (open) => {
  stopTime()
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makeMfaPool(house, 'OPTIONAL', undefined, {
      ExplicitAuthFlows: [...EVERY_FLOW, 'ALLOW_USER_AUTH'],
    })
  })
  const sdk = () => sdkFor(house)

  async function someone(USERNAME: string) {
    const email = `${USERNAME}@example.com`
    await addPerson(house, pool, USERNAME, { email, email_verified: 'true' })
    const { AccessToken } = await signIn(house, pool, USERNAME)
    return { USERNAME, email, AccessToken }
  }

  it('one forgives no wrong codes of another', async () => {
    const { USERNAME, email, AccessToken } = await someone('carl')
    const secret = await setUpApp(house, AccessToken)
    const Enabled = { Enabled: true }
    await sdk().setUserMFAPreference({
      AccessToken,
      SoftwareTokenMfaSettings: Enabled,
      EmailMfaSettings: Enabled,
    })
    const choose = async (ANSWER: string) => {
      const { Session } = await begin(house, pool, USERNAME)
      const answers = { USERNAME, ANSWER }
      return (await respondTo(house, pool, 'SELECT_MFA_TYPE', Session, answers)).Session
    }
    const guess = async (times: number) => {
      const Session = await choose('SOFTWARE_TOKEN_MFA')
      return await atOnce(times, (index) => {
        const wrong = otherCode(codeAt(secret, house.clock.now()), 111_111 * (1 + index))
        const answers = { USERNAME, SOFTWARE_TOKEN_MFA_CODE: wrong }
        return refusalOf(respondTo(house, pool, 'SOFTWARE_TOKEN_MFA', Session, answers))
      })
    }
    expect(tally(await guess(4))).toEqual({ [WRONG_TOTP]: 4 })
    const byMail = await choose('EMAIL_OTP')
    const answers = { USERNAME, EMAIL_OTP_CODE: await codeTo(house, email) }
    await respondTo(house, pool, 'EMAIL_OTP', byMail, answers)
    expect(tally(await guess(2))).toEqual({ [WRONG_TOTP]: 1, [LOCKED]: 1 })
  })

  it('those that send codes send twenty an hour, whichever way they are asked to', async () => {
    const { USERNAME, email, AccessToken } = await someone('fay')
    const stepUp = () =>
      refusalOf(
        sdk().initiateAuth({
          ClientId: pool.clientId,
          AuthFlow: 'USER_AUTH',
          AuthParameters: {
            USERNAME,
            ACCESS_TOKEN: AccessToken,
            TARGET_ACR_VALUES: 'urn:cognito:loa:3',
          },
        }),
      )
    expect(tally(await atOnce(25, stepUp))).toEqual({ accepted: 20, [TOO_MANY]: 5 })
    const sent = (await house.inbox.all()).filter(({ to }) => to === email)
    expect(sent.length).toBe(20)
    const EmailMfaSettings = { Enabled: true, PreferredMfa: true }
    await sdk().setUserMFAPreference({ AccessToken, EmailMfaSettings })
    expect(await refusalOf(begin(house, pool, USERNAME))).toBe(TOO_MANY)
    house.clock.advance('59m')
    expect(await refusalOf(begin(house, pool, USERNAME))).toBe(TOO_MANY)
    house.clock.advance('1m')
    expect((await begin(house, pool, USERNAME)).ChallengeName).toBe('EMAIL_OTP')
  })
})
