import { beforeAll, describe, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { makeClient, PASSWORD, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { addPerson, begin, beginTo, makeMfaPool, otherCode } from '../support/second-factor.ts'
import { onEachStore } from '../support/stores.ts'
import { atOnce, INVALID_SESSION, LOCKED, refusalOf, tally } from './refusal.ts'
import { WRONG_CODE, WRONG_TOTP, withApp, withPhone } from './second-factor-people.ts'
import { codeTo } from './stand.ts'
import { stopTime } from './stopped-time.ts'

onEachStore('a second factor, guessed at or avoided,', (open) => {
  stopTime()
  let house: Poolhouse
  let optional: TestPool
  let required: TestPool
  beforeAll(async () => {
    house = await open()
    optional = await makeMfaPool(house, 'OPTIONAL')
    required = await makeMfaPool(house, 'ON')
  })
  const sdk = () => sdkFor(house)

  describe('guessed', () => {
    it('five times ends the Session, also for the right code', async () => {
      const { begin, answer } = await withPhone(house, required)
      const { session, code } = await begin()
      for (let time = 1; time <= 5; time++) {
        expect(await answer(session, otherCode(code, time))).toBe(WRONG_CODE)
      }
      house.clock.advance('1s')
      expect(await answer(session, code)).toBe(INVALID_SESSION)
      const next = await begin()
      expect(await answer(next.session, next.code)).toBe('accepted')
    })

    it('four times leaves it good for the right code', async () => {
      const { begin, answer, codeIn } = await withApp(house, optional)
      const session = await begin()
      for (let time = 1; time <= 4; time++) {
        expect(await answer(session, otherCode(codeIn(0), time * 111_111))).toBe(WRONG_TOTP)
      }
      expect(await answer(session, codeIn(0))).toBe('accepted')
    })

    it('is locked for longer and longer, in however many sign-ins', async () => {
      const { begin, answer } = await withPhone(house, required)
      const guess = async () => {
        const { session, code } = await begin()
        return await answer(session, otherCode(code))
      }
      for (let time = 1; time <= 5; time++) expect(await guess()).toBe(WRONG_CODE)
      for (const seconds of [1, 2, 4, 8]) {
        house.clock.advance(`${seconds * 1000 - 1}ms`)
        const { session, code } = await begin()
        expect(await answer(session, code)).toBe(LOCKED)
        house.clock.advance('1ms')
        expect(await guess()).toBe(WRONG_CODE)
      }
      house.clock.advance('16s')
      const { session, code } = await begin()
      expect(await answer(session, code)).toBe('accepted')
      for (let time = 1; time <= 4; time++) expect(await guess()).toBe(WRONG_CODE)
      const last = await begin()
      expect(await answer(last.session, last.code)).toBe('accepted')
    })

    it('is not forgotten for the right password, nor locks it', async () => {
      const { USERNAME, begin, answer } = await withPhone(house, required)
      for (let time = 1; time <= 5; time++) {
        const { session, code } = await begin()
        await answer(session, otherCode(code))
      }
      const { session, code } = await begin()
      expect(await answer(session, code)).toBe(LOCKED)
      await beginTo(house, required, 'SMS_MFA', USERNAME)
    })

    it('with the right code among fifty at once, after five wrong ones, does not win', async () => {
      const { begin, answer } = await withPhone(house, required)
      const { session, code } = await begin()
      for (let time = 1; time <= 5; time++) await answer(session, otherCode(code, time))
      const answers = await atOnce(50, (index) =>
        answer(session, index === 25 ? code : otherCode(code, index + 1)),
      )
      expect(tally(answers).accepted).toBeUndefined()
    })

    it('many at once in many sign-ins are five before it is locked', async () => {
      const { begin, answer } = await withPhone(house, required)
      const begun: { session: string; code: string }[] = []
      for (let time = 0; time < 6; time++) begun.push(await begin())
      const answers = await atOnce(30, (index) => {
        const { session, code } = begun[index % 6] ?? { session: '', code: '' }
        return answer(session, otherCode(code, 1 + index))
      })
      expect(tally(answers)).toEqual({ [WRONG_CODE]: 5, [LOCKED]: 25 })
    })

    it('takes one of two right answers at once', async () => {
      const { begin, answer } = await withPhone(house, required)
      const { session, code } = await begin()
      const answers = await atOnce(10, () => answer(session, code))
      expect(tally(answers).accepted).toBe(1)
    })
  })

  describe('is not gone past', () => {
    it('by refreshing: there is nothing to refresh before it', async () => {
      const { USERNAME, begin } = await withApp(house, optional)
      const session = await begin()
      const ClientId = optional.clientId
      for (const token of [session, USERNAME, 'made-up-but-long-enough']) {
        const AuthParameters = { REFRESH_TOKEN: token }
        const flow = { ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH' as const, AuthParameters }
        expect(await refusalOf(sdk().initiateAuth(flow))).toMatch(/^NotAuthorizedException: /)
        const get = sdk().getTokensFromRefreshToken({ ClientId, RefreshToken: token })
        expect(await refusalOf(get)).toMatch(/^NotAuthorizedException: /)
        const user = sdk().getUser({ AccessToken: token })
        expect(await refusalOf(user)).not.toBe('accepted')
      }
    })

    it('by another client, flow or administrator', async () => {
      const { USERNAME } = await withApp(house, optional)
      const { poolId: UserPoolId } = optional
      const { clientId } = await makeClient(house, UserPoolId, {
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH'],
      })
      const AuthParameters = { USERNAME, PASSWORD }
      for (const call of [
        sdk().initiateAuth({
          ClientId: clientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters,
        }),
        sdk().adminInitiateAuth({
          UserPoolId,
          ClientId: clientId,
          AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
          AuthParameters,
        }),
      ]) {
        const { ChallengeName, AuthenticationResult } = await call
        expect(AuthenticationResult).toBeUndefined()
        expect(ChallengeName).toBe('SOFTWARE_TOKEN_MFA')
      }
    })

    it('by a password reset', async () => {
      const { USERNAME, ids } = await withApp(house, optional)
      const email = `${USERNAME}@example.com`
      const UserAttributes = [
        { Name: 'email', Value: email },
        { Name: 'email_verified', Value: 'true' },
      ]
      await sdk().adminUpdateUserAttributes({ ...ids, UserAttributes })
      const named = { ClientId: optional.clientId, Username: USERNAME }
      await sdk().forgotPassword(named)
      const ConfirmationCode = await codeTo(house, email)
      await sdk().confirmForgotPassword({ ...named, ConfirmationCode, Password: PASSWORD })
      await beginTo(house, optional, 'SOFTWARE_TOKEN_MFA', USERNAME)
    })

    it('by a pool that offers nothing to set up: nobody gets in', async () => {
      const SoftwareTokenMfaConfiguration = { Enabled: false }
      const closed = await makeMfaPool(house, 'ON', { SoftwareTokenMfaConfiguration })
      await addPerson(house, closed, 'ada')
      expect(await refusalOf(begin(house, closed, 'ada'))).toMatch(/^NotAuthorizedException: /)
    })
  })
})
