import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { refusalOf } from '../../test/attacks/refusal.ts'
import { answer, choose, makeChoicePool } from '../../test/support/choice.ts'
import { Functions, namedBy } from '../../test/support/functions.ts'
import {
  begin as beginNew,
  choose as chooseNew,
  invite,
  TEMPORARY,
} from '../../test/support/new-password.ts'
import { makeClient, makePool, signIn, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import {
  ALL,
  addPerson,
  addWithApp,
  begin,
  beginTo,
  codeAt,
  EVERY_FLOW,
  respondTo,
} from '../../test/support/second-factor.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const UNSENT = {
  sms: 'InvalidSmsRoleAccessPolicyException: Unable to deliver message: the sms could not be sent',
  email:
    'InvalidEmailRoleAccessPolicyException: Unable to deliver message: the email could not be sent',
}
const WORDLESS = 'UserLambdaValidationException: CustomMessage failed with error no words.'

onEachStore('a code of a sign-in that cannot be sent', (open) => {
  const functions = new Functions('CustomMessage')
  let house: Poolhouse
  let pool: TestPool
  let choice: TestPool
  let added = 0
  beforeAll(async () => {
    house = await open(functions.options)
    pool = await makePoolWithFactors('OPTIONAL')
    const LambdaConfig = namedBy('CustomMessage')
    choice = await makeChoicePool(house, ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP'], { LambdaConfig })
  })
  beforeEach(() => functions.reset())
  afterEach(() => house.restore())
  const sdk = () => sdkFor(house)
  async function makePoolWithFactors(MfaConfiguration: 'ON' | 'OPTIONAL') {
    const words = { LambdaConfig: namedBy('CustomMessage') }
    const made = await makePool(house, words, { ExplicitAuthFlows: [...EVERY_FLOW] })
    await sdk().setUserPoolMfaConfig({ UserPoolId: made.poolId, MfaConfiguration, ...ALL })
    return made
  }

  /** The two ways in which a code is not sent, and what they are called. */
  const WAYS = [
    ['delivered', (channel: 'sms' | 'email') => house.fail(channel), UNSENT],
    [
      'worded',
      () =>
        functions.put('CustomMessage', () => {
          throw new Error('no words')
        }),
      { sms: WORDLESS, email: WORDLESS },
    ],
  ] as const
  const mend = () => {
    house.restore()
    functions.reset()
  }

  const newcomer = () => {
    const name = `user${++added}`
    const phone = `+1555010${String(added).padStart(4, '0')}`
    const email = `${name}@example.com`
    const attributes = {
      email,
      email_verified: 'true',
      phone_number: phone,
      phone_number_verified: 'true',
    }
    return { name, phone, email, attributes }
  }
  const codeTo = async (to: string) => (await house.inbox.last(to))?.code ?? ''
  const ON = { Enabled: true }

  describe.each(WAYS)('since it is not %s', (_, breakIt, refusals) => {
    it.each(['sms', 'email'] as const)('is told of, after a password: by %s', async (channel) => {
      const { name, attributes } = newcomer()
      const ids = await addPerson(house, pool, name, attributes)
      const settings = channel === 'sms' ? 'SMSMfaSettings' : 'EmailMfaSettings'
      await sdk().adminSetUserMFAPreference({ ...ids, [settings]: ON })
      breakIt(channel)
      expect(await refusalOf(begin(house, pool, name))).toBe(refusals[channel])
      mend()
      expect((await begin(house, pool, name)).ChallengeName).toMatch(/SMS_MFA|EMAIL_OTP/)
    })

    it('leaves the choice of a second factor as it was', async () => {
      const { name, phone, attributes } = newcomer()
      const { ids, secret } = await addWithApp(house, pool, name, attributes)
      const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: false }
      await sdk().adminSetUserMFAPreference({
        ...ids,
        SMSMfaSettings: ON,
        SoftwareTokenMfaSettings,
      })
      const Session = await beginTo(house, pool, 'SELECT_MFA_TYPE', name)
      const select = (ANSWER: string) =>
        respondTo(house, pool, 'SELECT_MFA_TYPE', Session, { USERNAME: name, ANSWER })
      breakIt('sms')
      expect(await refusalOf(select('SMS_MFA'))).toBe(refusals.sms)
      const other = await select('SOFTWARE_TOKEN_MFA')
      const SOFTWARE_TOKEN_MFA_CODE = codeAt(secret, house.clock.now())
      const answers = { USERNAME: name, SOFTWARE_TOKEN_MFA_CODE }
      await respondTo(house, pool, 'SOFTWARE_TOKEN_MFA', other.Session, answers)
      mend()
      expect(await refusalOf(select('SMS_MFA'))).toBe(
        'NotAuthorizedException: Invalid session for the user.',
      )
      expect(await codeTo(phone)).toBe('')
    })

    it('leaves a temporary password as it was', async () => {
      const { name, attributes } = newcomer()
      await invite(house, pool, name, attributes)
      const ids = { UserPoolId: pool.poolId, Username: name }
      await sdk().adminSetUserMFAPreference({ ...ids, SMSMfaSettings: ON })
      const Session = await beginNew(house, pool, name)
      const answerNew = () => chooseNew(house, pool, Session, { USERNAME: name })
      breakIt('sms')
      expect(await refusalOf(answerNew())).toBe(refusals.sms)
      expect((await sdk().adminGetUser(ids)).UserStatus).toBe('FORCE_CHANGE_PASSWORD')
      expect(await refusalOf(signIn(house, pool, name))).toMatch(/^NotAuthorizedException/)
      expect(await beginNew(house, pool, name)).toBeDefined()
      mend()
      expect((await answerNew()).ChallengeName).toBe('SMS_MFA')
      expect(await refusalOf(signIn(house, pool, name, TEMPORARY))).toMatch(
        /^NotAuthorizedException/,
      )
    })

    it('leaves the set-up of an address as it was', async () => {
      const required = await makePoolWithFactors('ON')
      const { name, email } = newcomer()
      await addPerson(house, required, name)
      const Session = await beginTo(house, required, 'MFA_SETUP', name)
      const setUp = () =>
        respondTo(house, required, 'MFA_SETUP', Session, { USERNAME: name, EMAIL: email })
      breakIt('email')
      expect(await refusalOf(setUp())).toBe(refusals.email)
      mend()
      expect((await setUp()).ChallengeName).toBe('EMAIL_OTP')
    })

    it.each([
      ['sms', 'SMS_OTP'],
      ['email', 'EMAIL_OTP'],
    ] as const)(
      'is told of as a first factor, which can be chosen anew: by %s',
      async (channel, factor) => {
        const { name, attributes } = newcomer()
        await addPerson(house, choice, name, attributes)
        const { Session } = await choose(house, choice, { USERNAME: name })
        const select = () =>
          answer(house, choice, 'SELECT_CHALLENGE', { USERNAME: name, ANSWER: factor }, Session)
        breakIt(channel)
        expect(await refusalOf(select())).toBe(refusals[channel])
        mend()
        expect((await select()).ChallengeName).toBe(factor)
      },
    )

    it('is not told of where it would tell who exists', async () => {
      const hiding = await makeClient(house, choice.poolId, {
        ExplicitAuthFlows: ['ALLOW_USER_AUTH'],
        PreventUserExistenceErrors: 'ENABLED',
      })
      const { name, attributes } = newcomer()
      await addPerson(house, choice, name, attributes)
      breakIt('email')
      const asked = { USERNAME: name, PREFERRED_CHALLENGE: 'EMAIL_OTP' }
      expect((await choose(house, hiding, asked)).ChallengeName).toBe('EMAIL_OTP')
    })
  })
})
