import { beforeAll, describe, expect, it } from 'vitest'
import { answer, choose, makeChoicePool } from '../../test/support/choice.ts'
import { makePool, makeUser, PASSWORD, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { prove } from '../../test/support/srp-client.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'
import { secretHash } from '../rules/secret-hash.ts'
import { N } from '../rules/srp.ts'

const TOKENS = { AuthenticationResult: { TokenType: 'Bearer', ExpiresIn: 3600 } }

onEachStore('a choice-based sign-in', (open) => {
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makeChoicePool(house, ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP'])
    await makeUser(house, pool, 'ada')
  })
  const begin = (values: Record<string, string> = {}) =>
    choose(house, pool, { USERNAME: 'ada', ...values })
  const go = (
    challenge: Parameters<typeof answer>[2],
    values: Record<string, string>,
    Session: string | undefined,
  ) => answer(house, pool, challenge, { USERNAME: 'ada', ...values }, Session)
  const codeFor = async (to: string) => (await house.inbox.last(to))?.code ?? ''

  it('says what a person has', async () => {
    expect(await begin()).toMatchObject({
      ChallengeName: 'SELECT_CHALLENGE',
      AvailableChallenges: ['PASSWORD', 'PASSWORD_SRP', 'EMAIL_OTP'],
      Session: expect.any(String),
    })
  })

  it('says so too where what is preferred is not among it', async () => {
    for (const PREFERRED_CHALLENGE of ['SMS_OTP', 'WEB_AUTHN', 'nonsense']) {
      const { ChallengeName } = await begin({ PREFERRED_CHALLENGE })
      expect(ChallengeName).toBe('SELECT_CHALLENGE')
    }
  })

  it('takes a password in one round, in two, or in three', async () => {
    const preferred = { PREFERRED_CHALLENGE: 'PASSWORD' }
    expect(await begin({ ...preferred, PASSWORD })).toMatchObject(TOKENS)

    const asked = await begin(preferred)
    expect(asked.ChallengeName).toBe('PASSWORD')
    expect(await go('PASSWORD', { PASSWORD }, asked.Session)).toMatchObject(TOKENS)

    const offered = await begin()
    const chosen = await go('SELECT_CHALLENGE', { ANSWER: 'PASSWORD' }, offered.Session)
    expect(await go('PASSWORD', { PASSWORD }, chosen.Session)).toMatchObject(TOKENS)

    const { Session } = await begin()
    const wrong = go('SELECT_CHALLENGE', { ANSWER: 'PASSWORD', PASSWORD: 'wrong' }, Session)
    await expect(wrong).rejects.toThrow('Incorrect username or password.')
    const right = await go('SELECT_CHALLENGE', { ANSWER: 'PASSWORD', PASSWORD }, Session)
    expect(right).toMatchObject(TOKENS)
  })

  it('takes the proof of a password by SRP, with and without a choice before', async () => {
    // Any exponent will do: it is the client that a weak one would hurt.
    const a = 4_000n
    const A = 2n ** a % N
    const SRP_A = A.toString(16)
    const finish = async (asked: Awaited<ReturnType<typeof go>>) => {
      expect(asked.ChallengeName).toBe('PASSWORD_VERIFIER')
      const parameters = asked.ChallengeParameters ?? {}
      const { USERNAME: _, ...values } = prove(
        { clientId: pool.clientId, a, A, parameters },
        { poolId: pool.poolId, password: PASSWORD },
      )
      expect(await go('PASSWORD_VERIFIER', values, asked.Session)).toMatchObject(TOKENS)
    }
    const preferred = { PREFERRED_CHALLENGE: 'PASSWORD_SRP' }
    await finish(await begin({ ...preferred, SRP_A }))
    const offered = await begin()
    await finish(await go('SELECT_CHALLENGE', { ANSWER: 'PASSWORD_SRP', SRP_A }, offered.Session))
    const asked = await begin(preferred)
    expect(asked.ChallengeName).toBe('PASSWORD_SRP')
    await finish(await go('PASSWORD_SRP', { SRP_A }, asked.Session))
  })

  it('takes a code that was sent by email', async () => {
    const asked = await begin({ PREFERRED_CHALLENGE: 'EMAIL_OTP' })
    expect(asked).toMatchObject({
      ChallengeName: 'EMAIL_OTP',
      ChallengeParameters: {
        CODE_DELIVERY_DELIVERY_MEDIUM: 'EMAIL',
        CODE_DELIVERY_DESTINATION: 'a***@e***',
      },
    })
    const wrong = go('EMAIL_OTP', { EMAIL_OTP_CODE: 'x' }, asked.Session)
    await expect(wrong).rejects.toMatchObject({ name: 'CodeMismatchException' })
    const EMAIL_OTP_CODE = await codeFor('ada@example.com')
    expect(await go('EMAIL_OTP', { EMAIL_OTP_CODE }, asked.Session)).toMatchObject(TOKENS)
  })

  it('takes a code that was sent by SMS, once the number is proven', async () => {
    const sdk = sdkFor(house)
    const user = { UserPoolId: pool.poolId, Username: 'bob' }
    const number = { Name: 'phone_number', Value: '+15550101234' }
    await makeUser(house, pool, 'bob')
    await sdk.adminUpdateUserAttributes({ ...user, UserAttributes: [number] })
    const unproven = await choose(house, pool, { USERNAME: 'bob' })
    expect(unproven.AvailableChallenges).not.toContain('SMS_OTP')
    const verified = { Name: 'phone_number_verified', Value: 'true' }
    await sdk.adminUpdateUserAttributes({ ...user, UserAttributes: [verified] })

    const { Session } = await choose(house, pool, { USERNAME: 'bob' })
    const responses = { USERNAME: 'bob', ANSWER: 'SMS_OTP' }
    const asked = await answer(house, pool, 'SELECT_CHALLENGE', responses, Session)
    expect(asked.ChallengeParameters).toMatchObject({
      CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS',
      CODE_DELIVERY_DESTINATION: '+*******1234',
    })
    const code = { USERNAME: 'bob', SMS_OTP_CODE: await codeFor('+15550101234') }
    expect(await answer(house, pool, 'SMS_OTP', code, asked.Session)).toMatchObject(TOKENS)
  })

  it('works for an administrator as for the person', async () => {
    const { ChallengeName, Session } = await sdkFor(house).adminInitiateAuth({
      UserPoolId: pool.poolId,
      ClientId: pool.clientId,
      AuthFlow: 'USER_AUTH',
      AuthParameters: { USERNAME: 'ada' },
    })
    expect(ChallengeName).toBe('SELECT_CHALLENGE')
    const answered = await sdkFor(house).adminRespondToAuthChallenge({
      UserPoolId: pool.poolId,
      ClientId: pool.clientId,
      ChallengeName,
      ChallengeResponses: { USERNAME: 'ada', ANSWER: 'PASSWORD', PASSWORD },
      Session,
    })
    expect(answered).toMatchObject(TOKENS)
  })

  it('asks whom an administrator made for a password of their own', async () => {
    await sdkFor(house).adminCreateUser({
      UserPoolId: pool.poolId,
      Username: 'eve',
      TemporaryPassword: 'Given-To-Eve-1',
      UserAttributes: [
        { Name: 'email', Value: 'eve@example.com' },
        { Name: 'email_verified', Value: 'true' },
      ],
      MessageAction: 'SUPPRESS',
    })
    const offered = await choose(house, pool, { USERNAME: 'eve' })
    expect(offered.AvailableChallenges).toEqual(['PASSWORD', 'PASSWORD_SRP'])
    const PASSWORD = 'Given-To-Eve-1'
    const responses = { USERNAME: 'eve', ANSWER: 'PASSWORD', PASSWORD }
    const next = await answer(house, pool, 'SELECT_CHALLENGE', responses, offered.Session)
    expect(next.ChallengeName).toBe('NEW_PASSWORD_REQUIRED')
  })

  it('asks for a second factor after a password, and takes no code for the first then', async () => {
    const phone = { Name: 'phone_number', Value: '+15550105678' }
    const own = await makeChoicePool(house, ['PASSWORD', 'EMAIL_OTP'], {
      SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::000000000000:role/sms' },
      MfaConfiguration: 'OPTIONAL',
    })
    await makeUser(house, own, 'ada')
    const before = await choose(house, own, { USERNAME: 'ada', PREFERRED_CHALLENGE: 'EMAIL_OTP' })
    const EMAIL_OTP_CODE = await codeFor('ada@example.com')
    const sdk = sdkFor(house)
    const user = { UserPoolId: own.poolId, Username: 'ada' }
    await sdk.adminUpdateUserAttributes({ ...user, UserAttributes: [phone] })
    await sdk.adminSetUserMFAPreference({ ...user, SMSMfaSettings: { Enabled: true } })

    const late = { USERNAME: 'ada', EMAIL_OTP_CODE }
    await expect(answer(house, own, 'EMAIL_OTP', late, before.Session)).rejects.toThrow(
      'Invalid session for the user.',
    )
    const offered = await choose(house, own, { USERNAME: 'ada' })
    expect(offered.AvailableChallenges).toEqual(['PASSWORD', 'PASSWORD_SRP'])
    const responses = { USERNAME: 'ada', ANSWER: 'PASSWORD', PASSWORD }
    const second = await answer(house, own, 'SELECT_CHALLENGE', responses, offered.Session)
    expect(second.ChallengeName).toBe('SMS_MFA')
    const code = { USERNAME: 'ada', SMS_MFA_CODE: await codeFor('+15550105678') }
    expect(await answer(house, own, 'SMS_MFA', code, second.Session)).toMatchObject(TOKENS)
  })

  it('asks a client with a secret to prove it at every step', async () => {
    const own = await makeChoicePool(house, ['PASSWORD'], {}, { GenerateSecret: true })
    const SECRET_HASH = secretHash('ada', own.clientId, own.clientSecret ?? '')
    await sdkFor(house).signUp({
      ClientId: own.clientId,
      SecretHash: SECRET_HASH,
      Username: 'ada',
      Password: PASSWORD,
    })
    await sdkFor(house).adminConfirmSignUp({ UserPoolId: own.poolId, Username: 'ada' })
    const missing = 'is configured with secret but SECRET_HASH was not received'
    await expect(choose(house, own, { USERNAME: 'ada' })).rejects.toThrow(missing)
    const { Session } = await choose(house, own, { USERNAME: 'ada', SECRET_HASH })
    const responses = { USERNAME: 'ada', ANSWER: 'PASSWORD', PASSWORD }
    const select = (more: object) =>
      answer(house, own, 'SELECT_CHALLENGE', { ...responses, ...more }, Session)
    await expect(select({})).rejects.toThrow(missing)
    await expect(select({ SECRET_HASH: 'x' })).rejects.toThrow('Unable to verify secret hash')
    expect(await select({ SECRET_HASH })).toMatchObject(TOKENS)
  })

  it('offers no SRP where passwords are stored as argon2id', async () => {
    const own = await makeChoicePool(house, ['PASSWORD'], {
      UserPoolTags: { 'poolhouse:password-storage': 'argon2id' },
    })
    await makeUser(house, own, 'ada')
    const { AvailableChallenges } = await choose(house, own, { USERNAME: 'ada' })
    expect(AvailableChallenges).toEqual(['PASSWORD'])
  })

  describe('can begin only with what a pool', () => {
    it('can have', async () => {
      const make = (factors: Parameters<typeof makeChoicePool>[1], more = {}) =>
        makeChoicePool(house, factors, more)
      for (const [factors, more, name] of [
        [['EMAIL_OTP'], {}, 'InvalidParameterException'],
        [['WEB_AUTHN'], {}, 'InvalidParameterException'],
        [['PASSWORD', 'EMAIL_OTP'], { UserPoolTier: 'LITE' }, 'FeatureUnavailableInTierException'],
        [
          ['PASSWORD', 'SMS_OTP'],
          {
            MfaConfiguration: 'ON',
            SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::000000000000:role/sms' },
          },
          'InvalidParameterException',
        ],
      ] as const) {
        await expect(make([...factors], more)).rejects.toMatchObject({ name })
      }
    })

    it('has together with its second factors', async () => {
      const sdk = sdkFor(house)
      const own = await makeChoicePool(house, ['PASSWORD', 'EMAIL_OTP'])
      const demand = () =>
        sdk.setUserPoolMfaConfig({
          UserPoolId: own.poolId,
          MfaConfiguration: 'ON',
          SoftwareTokenMfaConfiguration: { Enabled: true },
        })
      await expect(demand()).rejects.toMatchObject({ name: 'InvalidParameterException' })
      await sdk.updateUserPool({ UserPoolId: own.poolId })
      await demand()
      const { UserPool } = await sdk.describeUserPool({ UserPoolId: own.poolId })
      expect(UserPool?.Policies?.SignInPolicy).toEqual({ AllowedFirstAuthFactors: ['PASSWORD'] })
    })

    it('says of a user', async () => {
      const sdk = sdkFor(house)
      const user = { UserPoolId: pool.poolId, Username: 'ada' }
      const { ConfiguredUserAuthFactors } = await sdk.adminGetUserAuthFactors(user)
      expect(ConfiguredUserAuthFactors).toEqual(['PASSWORD', 'EMAIL_OTP'])
      const plain = await makePool(house)
      await makeUser(house, plain, 'ada')
      const other = await sdk.adminGetUserAuthFactors({ ...user, UserPoolId: plain.poolId })
      expect(other.ConfiguredUserAuthFactors).toEqual(['PASSWORD'])
    })
  })
})
