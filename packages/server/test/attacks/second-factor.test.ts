import { beforeAll, describe, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { PASSWORD, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { addPerson, addWithApp, beginTo, makeMfaPool, respondTo } from '../support/second-factor.ts'
import { onEachStore } from '../support/stores.ts'
import { INVALID_SESSION, refusalOf, tally } from './refusal.ts'
import { newPerson, WRONG_CODE, WRONG_TOTP, withApp, withPhone } from './second-factor-people.ts'
import { codeTo } from './stand.ts'
import { stopTime } from './stopped-time.ts'

const USED_TOTP = 'ExpiredCodeException: Your software token has already been used once.'
const NO_MORE = 'SoftwareTokenMFANotFoundException: The user has no software token any more.'

onEachStore('a second factor', (open) => {
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

  describe('that is a code', () => {
    it('is for the sign-in that it was sent for', async () => {
      const person = await withPhone(house, required)
      const [first, second] = [await person.begin(), await person.begin()]
      expect(await person.answer(first.session, second.code)).toBe(WRONG_CODE)
      expect(await person.answer(second.session, first.code)).toBe(WRONG_CODE)
      expect(await person.answer(second.session, second.code)).toBe('accepted')
      expect(await person.answer(first.session, first.code)).toBe('accepted')
    })

    it('is for one person', async () => {
      const [ada, bob] = [await withPhone(house, required), await withPhone(house, required)]
      const [hers, his] = [await ada.begin(), await bob.begin()]
      expect(await ada.answer(hers.session, his.code)).toBe(WRONG_CODE)
      expect(await ada.answer(his.session, his.code)).toBe(INVALID_SESSION)
    })

    it('of another purpose is wrong, and is worth nothing for one', async () => {
      const { ids, USERNAME, begin } = await withPhone(house, required)
      const { session, code } = await begin()
      await sdk().adminUpdateUserAttributes({
        ...ids,
        UserAttributes: [{ Name: 'phone_number_verified', Value: 'true' }],
      })
      const { AuthenticationResult } = await respondTo(house, required, 'SMS_MFA', session, {
        USERNAME,
        SMS_MFA_CODE: code,
      })
      const AccessToken = AuthenticationResult?.AccessToken
      const AttributeName = 'phone_number'
      await sdk().getUserAttributeVerificationCode({ AccessToken, AttributeName })
      const next = await begin()
      const verify = { AccessToken, AttributeName, Code: next.code }
      expect(await refusalOf(sdk().verifyUserAttribute(verify))).toMatch(/^CodeMismatch/)
    })

    it('that confirms a sign-up is wrong', async () => {
      const { USERNAME } = newPerson()
      const email = `${USERNAME}@example.com`
      const ClientId = required.clientId
      await sdk().signUp({
        ClientId,
        Username: USERNAME,
        Password: PASSWORD,
        UserAttributes: [{ Name: 'email', Value: email }],
      })
      const code = await codeTo(house, email)
      await sdk().adminConfirmSignUp({ UserPoolId: required.poolId, Username: USERNAME })
      const session = await beginTo(house, required, 'EMAIL_OTP', USERNAME)
      const responses = { USERNAME, EMAIL_OTP_CODE: code }
      expect(await refusalOf(respondTo(house, required, 'EMAIL_OTP', session, responses))).toBe(
        WRONG_CODE,
      )
    })

    it('of one channel is not one of the other', async () => {
      const { USERNAME, phone } = newPerson()
      const email = `${USERNAME}@example.com`
      await addPerson(house, required, USERNAME, { phone_number: phone, email })
      const begin = async (ANSWER: 'SMS_MFA' | 'EMAIL_OTP') => {
        const choice = await beginTo(house, required, 'SELECT_MFA_TYPE', USERNAME)
        const chosen = { USERNAME, ANSWER }
        const next = await respondTo(house, required, 'SELECT_MFA_TYPE', choice, chosen)
        return next.Session
      }
      const [bySms, byEmail] = [await begin('SMS_MFA'), await begin('EMAIL_OTP')]
      const crossed = { USERNAME, SMS_MFA_CODE: await codeTo(house, email) }
      const swapped = { USERNAME, EMAIL_OTP_CODE: await codeTo(house, phone) }
      const answers = [
        await refusalOf(respondTo(house, required, 'SMS_MFA', bySms, crossed)),
        await refusalOf(respondTo(house, required, 'EMAIL_OTP', byEmail, swapped)),
      ]
      expect(answers).toEqual([WRONG_CODE, WRONG_CODE])
    })

    it('ends with the telephone that it went to', async () => {
      const { ids, begin, answer } = await withPhone(house, required)
      const { session, code } = await begin()
      const UserAttributes = [{ Name: 'phone_number', Value: newPerson().phone }]
      await sdk().adminUpdateUserAttributes({ ...ids, UserAttributes })
      expect(await answer(session, code)).toBe(WRONG_CODE)
    })

    it('does not do when the factor was taken from the person since', async () => {
      const { USERNAME, phone } = newPerson()
      const { ids } = await addWithApp(house, optional, USERNAME, { phone_number: phone })
      const settings = { SMSMfaSettings: { Enabled: true, PreferredMfa: true } }
      await sdk().adminSetUserMFAPreference({ ...ids, ...settings })
      const session = await beginTo(house, optional, 'SMS_MFA', USERNAME)
      await sdk().adminSetUserMFAPreference({ ...ids, SMSMfaSettings: { Enabled: false } })
      const responses = { USERNAME, SMS_MFA_CODE: await codeTo(house, phone) }
      const next = await respondTo(house, optional, 'SMS_MFA', session, responses)
      expect(next.AuthenticationResult).toBeUndefined()
      expect(next.ChallengeName).toBe('SOFTWARE_TOKEN_MFA')
    })

    it('cannot be chosen once it was taken from the person', async () => {
      const { USERNAME, phone } = newPerson()
      const { ids } = await addWithApp(house, optional, USERNAME, { phone_number: phone })
      await sdk().adminSetUserMFAPreference({
        ...ids,
        SMSMfaSettings: { Enabled: true },
        SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: false },
      })
      const session = await beginTo(house, optional, 'SELECT_MFA_TYPE', USERNAME)
      await sdk().adminSetUserMFAPreference({ ...ids, SMSMfaSettings: { Enabled: false } })
      const choose = (ANSWER: string) =>
        refusalOf(respondTo(house, optional, 'SELECT_MFA_TYPE', session, { USERNAME, ANSWER }))
      expect(await choose('SMS_MFA')).toMatch(/^InvalidParameterException: /)
      expect(await choose('SOFTWARE_TOKEN_MFA')).toBe('accepted')
    })
  })

  describe('that is an app', () => {
    it('shows each code for one sign-in, also when two come at once', async () => {
      const { begin, answer, codeIn } = await withApp(house, optional)
      const sessions = await Promise.all(Array.from({ length: 5 }, begin))
      const code = codeIn(0)
      const answers = await Promise.all(sessions.map((session) => answer(session, code)))
      expect(tally(answers)).toEqual({ accepted: 1, [USED_TOTP]: 4 })
      const [session = ''] = sessions.filter((_, index) => answers[index] === USED_TOTP)
      house.clock.advance('30s')
      expect(await answer(session, codeIn(-30))).toBe(USED_TOTP)
      expect(await answer(session, codeIn(0))).toBe('accepted')
    })

    it('shows a code that came with a Session that was used before, again', async () => {
      const { begin, answer, codeIn } = await withApp(house, optional)
      const session = await begin()
      expect(await answer(session, codeIn(0))).toBe('accepted')
      house.clock.advance('30s')
      expect(await answer(session, codeIn(0))).toBe(INVALID_SESSION)
      expect(await answer(await begin(), codeIn(0))).toBe('accepted')
    })

    it('shows no code that is older than one that was used', async () => {
      const { begin, answer, codeIn } = await withApp(house, optional)
      house.clock.advance('60s')
      expect(await answer(await begin(), codeIn(30))).toBe('accepted')
      const session = await begin()
      for (const seconds of [-30, 0, 30]) {
        expect(await answer(session, codeIn(seconds))).toBe(USED_TOTP)
      }
    })

    it('that proved the app at its set-up is used', async () => {
      const { begin, answer, codeIn } = await withApp(house, optional)
      expect(await answer(await begin(), codeIn(-30))).toBe(USED_TOTP)
    })

    it('shows no code of another time', async () => {
      const { begin, answer, codeIn } = await withApp(house, optional)
      const session = await begin()
      for (const seconds of [-90, -60, 60, 90]) {
        expect(await answer(session, codeIn(seconds))).toBe(WRONG_TOTP)
      }
      expect(await answer(session, codeIn(30))).toBe('accepted')
    })

    it('of somebody else is wrong', async () => {
      const [ada, bob] = [await withApp(house, optional), await withApp(house, optional)]
      house.clock.advance('60s')
      expect(await ada.answer(await ada.begin(), bob.codeIn(0))).toBe(WRONG_TOTP)
    })

    it('is worth nothing once an administrator took it away', async () => {
      const { ids, begin, answer, codeIn } = await withApp(house, optional)
      const session = await begin()
      await sdk().adminDeleteSoftwareToken(ids)
      expect(await answer(session, codeIn(0))).toBe(NO_MORE)
    })
  })
})
