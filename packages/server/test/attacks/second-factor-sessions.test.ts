import { beforeAll, describe, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { begin as beginNew, choose, invite } from '../support/new-password.ts'
import { PASSWORD } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { codeAt, respondTo } from '../support/second-factor.ts'
import { onEachStore } from '../support/stores.ts'
import { atOnce, INVALID_SESSION, refusalOf, tally } from './refusal.ts'
import { asUser, codeTo, customFunctions, makePools, type Pools, type Stand } from './stand.ts'
import { STANDS } from './stands.ts'
import { stopTime } from './stopped-time.ts'

onEachStore('the Session of', (open) => {
  stopTime()
  let house: Poolhouse
  let pools: Pools
  let made = 0
  beforeAll(async () => {
    house = await open(customFunctions().options)
    pools = await makePools(house)
  })
  const standing = (kind: keyof typeof STANDS) =>
    STANDS[kind]({ house, pools, way: asUser(house) }, `user${++made}`)
  const answer = ({ pool, challenge, right }: Stand, session: string | undefined) =>
    refusalOf(respondTo(house, pool, challenge, session, right()))

  describe('a challenge that follows another ends with the password too', () => {
    const newPassword = (ids: Stand['ids']) =>
      sdkFor(house).adminSetUserPassword({ ...ids, Password: PASSWORD, Permanent: true })

    it.each(['SELECT_MFA_TYPE', 'MFA_SETUP'] as const)('after %s', async (kind) => {
      const one = await standing(kind)
      const { pool, challenge, Session, ids, USERNAME } = one
      const next = await respondTo(house, pool, challenge, Session, one.right())
      const { UserAttributes } = await sdkFor(house).adminGetUser(ids)
      const phone = UserAttributes?.find(({ Name }) => Name === 'phone_number')?.Value
      const code = await codeTo(house, phone ?? `${USERNAME}@example.com`)
      const responses = { USERNAME, SMS_MFA_CODE: code, EMAIL_OTP_CODE: code }
      await newPassword(ids)
      const name = next.ChallengeName ?? 'SMS_MFA'
      const refusal = await refusalOf(respondTo(house, pool, name, next.Session, responses))
      expect(refusal).toBe(INVALID_SESSION)
    })

    it('after NEW_PASSWORD_REQUIRED', async () => {
      const USERNAME = `user${++made}`
      const phone = '+15559990000'
      await invite(house, pools.required, USERNAME, { phone_number: phone })
      const session = await beginNew(house, pools.required, USERNAME)
      const next = await choose(house, pools.required, session, { USERNAME })
      const responses = { USERNAME, SMS_MFA_CODE: await codeTo(house, phone) }
      await newPassword({ UserPoolId: pools.required.poolId, Username: USERNAME })
      const refusal = await refusalOf(
        respondTo(house, pools.required, 'SMS_MFA', next.Session, responses),
      )
      expect(refusal).toBe(INVALID_SESSION)
    })
  })

  describe('MFA_SETUP', () => {
    const associate = (Session: string | undefined) =>
      sdkFor(house).associateSoftwareToken({ Session })

    it('is not answered by giving out a secret that no code proved', async () => {
      const one = await standing('MFA_SETUP')
      const { pool, USERNAME } = one
      const answerWith = (session: string | undefined) =>
        refusalOf(respondTo(house, pool, 'MFA_SETUP', session, { USERNAME }))
      expect(await answerWith(one.Session)).toBe(INVALID_SESSION)
      const { SecretCode = '', Session } = await associate(one.Session)
      expect(await answerWith(Session)).toBe(INVALID_SESSION)
      const verify = (UserCode: string) => sdkFor(house).verifySoftwareToken({ Session, UserCode })
      const elsewhere = codeAt('A'.repeat(52), house.clock.now())
      expect(await refusalOf(verify(elsewhere))).toMatch(/^EnableSoftwareTokenMFAException: /)
      expect(await answerWith(Session)).toBe(INVALID_SESSION)
      const verified = await verify(codeAt(SecretCode, house.clock.now()))
      expect(await answerWith(Session)).toBe(INVALID_SESSION)
      expect(await answerWith(verified.Session)).toBe('accepted')
    })

    it('takes a code for the secret of its own Session only', async () => {
      const [one, other] = [await standing('MFA_SETUP'), await standing('MFA_SETUP')]
      const [first, second] = [await associate(one.Session), await associate(other.Session)]
      const UserCode = codeAt(second.SecretCode ?? '', house.clock.now())
      const crossed = sdkFor(house).verifySoftwareToken({ Session: first.Session, UserCode })
      expect(await refusalOf(crossed)).toMatch(/^EnableSoftwareTokenMFAException: /)
    })

    it('given up leaves nothing behind', async () => {
      const { ids } = await standing('MFA_SETUP with an app')
      const { UserMFASettingList } = await sdkFor(house).adminGetUser(ids)
      expect(UserMFASettingList).toBeUndefined()
    })

    it('of two sign-ins is completed by one: the other cannot replace what was set up', async () => {
      const mine = await standing('MFA_SETUP with an app')
      const { pool, USERNAME } = mine
      const begin = async () => {
        const { Session } = await sdkFor(house).initiateAuth({
          ClientId: pool.clientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME, PASSWORD },
        })
        return Session
      }
      const [atStart, given, byEmail] = [
        await begin(),
        await associate(await begin()),
        await begin(),
      ]
      const EMAIL = `thief${made}@example.com`
      const asked = await respondTo(house, pool, 'MFA_SETUP', byEmail, { USERNAME, EMAIL })
      const EMAIL_OTP_CODE = await codeTo(house, EMAIL)
      const late = { ...mine, Session: await begin() }
      expect(await answer(mine, mine.Session)).toBe('accepted')

      const UserCode = codeAt(given.SecretCode ?? '', house.clock.now())
      for (const call of [
        () => associate(atStart),
        () => sdkFor(house).verifySoftwareToken({ Session: given.Session, UserCode }),
        () => respondTo(house, pool, 'MFA_SETUP', late.Session, { USERNAME, EMAIL }),
        () => respondTo(house, pool, 'EMAIL_OTP', asked.Session, { USERNAME, EMAIL_OTP_CODE }),
      ]) {
        expect(await refusalOf(call())).toBe(INVALID_SESSION)
      }
      const user = await sdkFor(house).adminGetUser(mine.ids)
      expect(user.PreferredMfaSetting).toBe('SOFTWARE_TOKEN_MFA')
      expect(user.UserAttributes?.map(({ Name }) => Name)).toEqual(['sub'])
    })

    it('of many sign-ins at once is completed by exactly one', async () => {
      const first = await standing('MFA_SETUP with an app')
      const { pool, USERNAME } = first
      const others = await atOnce(4, async () => {
        const sdk = sdkFor(house)
        const begun = await sdk.initiateAuth({
          ClientId: pool.clientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: { USERNAME, PASSWORD },
        })
        const { SecretCode = '', Session } = await associate(begun.Session)
        const UserCode = codeAt(SecretCode, house.clock.now())
        return (await sdk.verifySoftwareToken({ Session, UserCode })).Session
      })
      const answers = await Promise.all(
        [first.Session, ...others].map((session) => answer(first, session)),
      )
      expect(tally(answers)).toEqual({ accepted: 1, [INVALID_SESSION]: 4 })
    })
  })
})
