import { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { makeDevicePool } from '../support/devices.ts'
import { begin as beginNew, choose, invite } from '../support/new-password.ts'
import { makeClient, PASSWORD } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { codeAt, makeMfaPool, respondTo } from '../support/second-factor.ts'
import { timestampOf } from '../support/srp-client.ts'
import { onEachStore } from '../support/stores.ts'
import { atOnce, INVALID_SESSION, refusalOf, tally } from './refusal.ts'
import { codeTo, type Pools, STANDS, type Stand } from './second-factor-stands.ts'
import { stopTime } from './stopped-time.ts'

const EXPIRED = `${INVALID_SESSION.slice(0, -1)}, session is expired.`
const DISABLED = 'NotAuthorizedException: User is disabled.'
const FLOWS = { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH' as const] }

/** Something for every challenge that looks for it, so that nothing but the Session is in the way. */
const ANYTHING = {
  NEW_PASSWORD: 'Taken-By-Others-2',
  SMS_MFA_CODE: '123456',
  EMAIL_OTP_CODE: '123456',
  SMS_OTP_CODE: '123456',
  SOFTWARE_TOKEN_MFA_CODE: '123456',
  ANSWER: 'SMS_MFA',
  PASSWORD,
  DEVICE_KEY: 'us-east-1_11111111-2222-3333-4444-555555555555',
  SRP_A: 'abc',
  PASSWORD_CLAIM_SECRET_BLOCK: 'AAAA',
  PASSWORD_CLAIM_SIGNATURE: 'AAAA',
  TIMESTAMP: timestampOf(),
}

onEachStore('the Session of', (open) => {
  stopTime()
  let house: Poolhouse
  let pools: Pools
  let made = 0
  beforeAll(async () => {
    house = await open()
    pools = {
      optional: await makeMfaPool(house, 'OPTIONAL'),
      required: await makeMfaPool(house, 'ON'),
      tracking: await makeDevicePool(house),
    }
  })
  const answer = ({ pool, challenge, right }: Stand, session: string | undefined, other = {}) =>
    refusalOf(respondTo(house, pool, challenge, session, { ...right(), ...other }))

  describe.each(Object.entries(STANDS))('%s', (_, make) => {
    const stand = () => make(house, pools, `user${++made}`)

    it('must come along, and be ours to the last bit', async () => {
      const one = await stand()
      const bytes = Buffer.from(one.Session, 'base64url')
      const changed = [0, 1, 13, bytes.length >> 1, bytes.length - 1].map((place) => {
        const copy = Buffer.from(bytes)
        copy[place] = (copy[place] ?? 0) ^ 1
        return copy.toString('base64url')
      })
      const { challenge, pool, USERNAME } = one
      const state = { challenge, clientId: pool.clientId, userId: USERNAME, proven: ['pwd', 'otp'] }
      const madeUp = Buffer.from(JSON.stringify(state)).toString('base64url')
      const cut = [one.Session.slice(0, -4), one.Session.slice(4), `${one.Session}AAAA`]
      for (const other of [undefined, 'x'.repeat(20), madeUp, ...cut, ...changed]) {
        expect(await answer(one, other)).toBe(INVALID_SESSION)
      }
      expect(await answer(one, one.Session)).toBe('accepted')
    })

    it('answers no other challenge, and sets up nothing', async () => {
      const one = await stand()
      const { pool, Session, challenge, right } = one
      for (const other of Object.values(ChallengeNameType)) {
        if (other === challenge) continue
        const responses = { ...ANYTHING, ...right() }
        const refusal = await refusalOf(respondTo(house, pool, other, Session, responses))
        expect([other, refusal]).not.toEqual([other, 'accepted'])
        if (other in STANDS || other === 'NEW_PASSWORD_REQUIRED') {
          expect([other, refusal]).toEqual([other, INVALID_SESSION])
        }
      }
      if (challenge !== 'MFA_SETUP') {
        const sdk = sdkFor(house)
        const UserCode = '123456'
        expect(await refusalOf(sdk.associateSoftwareToken({ Session }))).toBe(INVALID_SESSION)
        const verify = sdk.verifySoftwareToken({ Session, UserCode })
        expect(await refusalOf(verify)).toBe(INVALID_SESSION)
      }
      expect(await answer(one, Session)).toBe('accepted')
    })

    it('is for one user', async () => {
      const [one, other] = [await stand(), await stand()]
      for (const USERNAME of [other.USERNAME, 'nobody', one.USERNAME.toUpperCase()]) {
        expect(await answer(one, one.Session, { USERNAME })).toBe(INVALID_SESSION)
      }
      expect(await answer(one, other.Session)).toBe(INVALID_SESSION)
      expect(await answer(other, one.Session)).toBe(INVALID_SESSION)
      for (const each of [one, other]) expect(await answer(each, each.Session)).toBe('accepted')
    })

    it('is for one client', async () => {
      const one = await stand()
      const sibling = { ...one.pool, ...(await makeClient(house, one.pool.poolId, FLOWS)) }
      const stranger = await makeMfaPool(house, 'ON')
      for (const pool of [sibling, stranger]) {
        expect(await answer({ ...one, pool }, one.Session)).toBe(INVALID_SESSION)
      }
      expect(await answer(one, one.Session)).toBe('accepted')
    })

    it('is good once, also for ten at once', async () => {
      const one = await stand()
      const answers = await atOnce(10, () => answer(one, one.Session))
      expect(tally(answers).accepted).toBe(1)
      expect(await answer(one, one.Session)).not.toBe('accepted')
      house.clock.advance('30s')
      expect(await answer(one, one.Session)).toBe(INVALID_SESSION)
    })

    it('lasts as long as its client says', async () => {
      const [early, late] = [await stand(), await stand()]
      // An app's set-up took half a minute of the first one's time.
      const left = early.challenge === 'SOFTWARE_TOKEN_MFA' ? 150_000 : 180_000
      house.clock.advance(`${left - 1}ms`)
      expect(await answer(early, early.Session)).toBe('accepted')
      house.clock.advance(`${180_001 - left}ms`)
      expect(await answer(late, late.Session)).toBe(EXPIRED)
    })

    it('waits while the user is disabled', async () => {
      const one = await stand()
      await sdkFor(house).adminDisableUser(one.ids)
      expect(await answer(one, one.Session)).toBe(DISABLED)
      await sdkFor(house).adminEnableUser(one.ids)
      expect(await answer(one, one.Session)).toBe('accepted')
    })

    it('ends with the user', async () => {
      const one = await stand()
      await sdkFor(house).adminDeleteUser(one.ids)
      expect(await answer(one, one.Session)).toBe(INVALID_SESSION)
    })

    it('ends with the password that opened it, were the next one the same', async () => {
      const one = await stand()
      await sdkFor(house).adminSetUserPassword({ ...one.ids, Password: PASSWORD, Permanent: true })
      expect(await answer(one, one.Session)).toBe(INVALID_SESSION)
    })
  })

  describe('a challenge that follows another ends with the password too', () => {
    const newPassword = (ids: Stand['ids']) =>
      sdkFor(house).adminSetUserPassword({ ...ids, Password: PASSWORD, Permanent: true })

    it.each(['SELECT_MFA_TYPE', 'MFA_SETUP'])('after %s', async (kind) => {
      const one = await STANDS[kind]?.(house, pools, `user${++made}`)
      if (!one) throw new Error('one of the stands')
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
    const stand = (kind: 'MFA_SETUP' | 'MFA_SETUP with an app', name = `user${++made}`) =>
      STANDS[kind]?.(house, pools, name) as Promise<Stand> // of its own keys
    const associate = (Session: string | undefined) =>
      sdkFor(house).associateSoftwareToken({ Session })

    it('is not answered by giving out a secret that no code proved', async () => {
      const one = await stand('MFA_SETUP')
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
      const [one, other] = [await stand('MFA_SETUP'), await stand('MFA_SETUP')]
      const [first, second] = [await associate(one.Session), await associate(other.Session)]
      const UserCode = codeAt(second.SecretCode ?? '', house.clock.now())
      const crossed = sdkFor(house).verifySoftwareToken({ Session: first.Session, UserCode })
      expect(await refusalOf(crossed)).toMatch(/^EnableSoftwareTokenMFAException: /)
    })

    it('given up leaves nothing behind', async () => {
      const { ids } = await stand('MFA_SETUP with an app')
      const { UserMFASettingList } = await sdkFor(house).adminGetUser(ids)
      expect(UserMFASettingList).toBeUndefined()
    })

    it('of two sign-ins is completed by one: the other cannot replace what was set up', async () => {
      const mine = await stand('MFA_SETUP with an app')
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
      const first = await stand('MFA_SETUP with an app')
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
