import { beforeAll, describe, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { answer, choose, makeChoicePool } from '../support/choice.ts'
import { makeClient, makeUser, PASSWORD, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { N, prove } from '../support/srp-client.ts'
import { onEachStore } from '../support/stores.ts'
import { atOnce, INVALID_SESSION, LOCKED, refusalOf, tally, WRONG_PASSWORD } from './refusal.ts'
import { stopTime } from './stopped-time.ts'

const WRONG_CODE = 'CodeMismatchException: Invalid verification code provided, please try again.'
const TOO_MANY = 'TooManyRequestsException: Attempt limit exceeded, please try after some time.'
const EXPIRED = 'NotAuthorizedException: Invalid session for the user, session is expired.'

onEachStore('a choice-based sign-in', (open) => {
  stopTime()
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makeChoicePool(house, ['PASSWORD', 'EMAIL_OTP'])
    for (const name of ['ada', 'bob', 'cleo', 'dora', 'emma']) await makeUser(house, pool, name)
  })
  type Challenge = Parameters<typeof answer>[2]
  const codeFor = async (name: string) =>
    (await house.inbox.last(`${name}@example.com`))?.code ?? ''
  const offer = async (USERNAME: string) => (await choose(house, pool, { USERNAME })).Session
  /** A code that was sent, and the Session it was sent for. */
  const askCode = async (USERNAME: string) => {
    const asked = await choose(house, pool, { USERNAME, PREFERRED_CHALLENGE: 'EMAIL_OTP' })
    return { Session: asked.Session, EMAIL_OTP_CODE: await codeFor(USERNAME) }
  }
  const use = (
    challenge: Challenge,
    values: Record<string, string>,
    Session: string | undefined,
    at: Pick<TestPool, 'clientId'> = pool,
  ) => refusalOf(answer(house, at, challenge, { USERNAME: 'ada', ...values }, Session))

  it('takes no code of another Session, and each once', async () => {
    const first = await askCode('ada')
    const second = await askCode('ada')
    const { EMAIL_OTP_CODE } = first
    expect(await use('EMAIL_OTP', { EMAIL_OTP_CODE }, second.Session)).toBe(WRONG_CODE)
    expect(await use('EMAIL_OTP', { EMAIL_OTP_CODE }, first.Session)).toBe('accepted')
    expect(await use('EMAIL_OTP', { EMAIL_OTP_CODE }, first.Session)).toBe(INVALID_SESSION)
  })

  it('takes no code that was sent for something else', async () => {
    const { AuthenticationResult } = await choose(house, pool, {
      USERNAME: 'ada',
      PREFERRED_CHALLENGE: 'PASSWORD',
      PASSWORD,
    })
    const { Session } = await askCode('ada')
    const sdk = sdkFor(house)
    const AccessToken = AuthenticationResult?.AccessToken
    await sdk.getUserAttributeVerificationCode({ AccessToken, AttributeName: 'email' })
    const EMAIL_OTP_CODE = await codeFor('ada')
    expect(await use('EMAIL_OTP', { EMAIL_OTP_CODE }, Session)).toBe(WRONG_CODE)
  })

  it('takes one of two answers at once', async () => {
    const { Session, EMAIL_OTP_CODE } = await askCode('ada')
    const codes = await atOnce(4, () => use('EMAIL_OTP', { EMAIL_OTP_CODE }, Session))
    expect(tally(codes)).toEqual({ accepted: 1, [INVALID_SESSION]: 3 })

    const offered = await offer('ada')
    const chosen = { ANSWER: 'PASSWORD', PASSWORD }
    const passwords = await atOnce(4, () => use('SELECT_CHALLENGE', chosen, offered))
    expect(tally(passwords)).toEqual({ accepted: 1, [INVALID_SESSION]: 3 })
  })

  it('sends one code for one choice', async () => {
    const Session = await offer('bob')
    const responses = { USERNAME: 'bob', ANSWER: 'EMAIL_OTP' }
    const before = (await house.inbox.all()).length
    const answers = await atOnce(4, () => use('SELECT_CHALLENGE', responses, Session))
    expect(tally(answers)).toEqual({ accepted: 1, [INVALID_SESSION]: 3 })
    expect((await house.inbox.all()).length).toBe(before + 1)
  })

  it('takes a Session for its own challenge, user and client only', async () => {
    const { Session, EMAIL_OTP_CODE } = await askCode('ada')
    const other = await makeClient(house, pool.poolId, { ExplicitAuthFlows: ['ALLOW_USER_AUTH'] })
    const everything = { EMAIL_OTP_CODE, PASSWORD, ANSWER: 'PASSWORD', SRP_A: 'abcdef' }
    for (const challenge of ['SELECT_CHALLENGE', 'PASSWORD', 'PASSWORD_SRP', 'SMS_OTP'] as const) {
      const values = { ...everything, SMS_OTP_CODE: EMAIL_OTP_CODE }
      expect(await use(challenge, values, Session)).toBe(INVALID_SESSION)
    }
    expect(await use('EMAIL_OTP', { EMAIL_OTP_CODE, USERNAME: 'bob' }, Session)).toBe(
      INVALID_SESSION,
    )
    expect(await use('EMAIL_OTP', { EMAIL_OTP_CODE }, Session, other)).toBe(INVALID_SESSION)
    expect(await use('EMAIL_OTP', { EMAIL_OTP_CODE }, `${Session?.slice(0, -1)}_`)).toBe(
      INVALID_SESSION,
    )
    const offered = await offer('ada')
    for (const challenge of ['EMAIL_OTP', 'PASSWORD', 'PASSWORD_SRP'] as const) {
      expect(await use(challenge, everything, offered)).toBe(INVALID_SESSION)
    }
    expect(await use('EMAIL_OTP', { EMAIL_OTP_CODE }, Session)).toBe('accepted')
  })

  it('takes no Session of a second factor for a first one, nor the other way round', async () => {
    const sdk = sdkFor(house)
    const own = await makeChoicePool(house, ['PASSWORD', 'EMAIL_OTP'])
    await makeUser(house, own, 'ada')
    await makeUser(house, own, 'bob')
    await sdk.setUserPoolMfaConfig({
      UserPoolId: own.poolId,
      MfaConfiguration: 'OPTIONAL',
      EmailMfaConfiguration: {},
    })
    const first = await choose(house, own, { USERNAME: 'bob', PREFERRED_CHALLENGE: 'EMAIL_OTP' })
    const bobs = await codeFor('bob')
    for (const Username of ['ada', 'bob']) {
      await sdk.adminSetUserMFAPreference({
        UserPoolId: own.poolId,
        Username,
        EmailMfaSettings: { Enabled: true },
      })
    }
    const preferred = { USERNAME: 'ada', PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD }
    const second = await choose(house, own, preferred)
    expect(second.ChallengeName).toBe('EMAIL_OTP')
    const withCode = (USERNAME: string, EMAIL_OTP_CODE: string, Session: string | undefined) =>
      use('EMAIL_OTP', { USERNAME, EMAIL_OTP_CODE }, Session, own)
    expect(await withCode('ada', bobs, second.Session)).toBe(WRONG_CODE)
    // Since a second factor is on, a code alone is not enough any more.
    expect(await withCode('bob', bobs, first.Session)).toBe(INVALID_SESSION)
    expect(await withCode('ada', await codeFor('ada'), second.Session)).toBe('accepted')
  })

  it('ends with its time, and with the address that a code went to', async () => {
    const late = await askCode('cleo')
    house.clock.advance('3m')
    const { EMAIL_OTP_CODE } = late
    expect(await use('EMAIL_OTP', { USERNAME: 'cleo', EMAIL_OTP_CODE }, late.Session)).toBe(EXPIRED)

    const asked = await askCode('cleo')
    await sdkFor(house).adminUpdateUserAttributes({
      UserPoolId: pool.poolId,
      Username: 'cleo',
      UserAttributes: [
        { Name: 'email', Value: 'new@example.com' },
        { Name: 'email_verified', Value: 'true' },
      ],
    })
    const code = { USERNAME: 'cleo', EMAIL_OTP_CODE: asked.EMAIL_OTP_CODE }
    expect(await use('EMAIL_OTP', code, asked.Session)).toBe(INVALID_SESSION)
  })

  it('takes an exchange by SRP with its own Session only', async () => {
    const a = 4_000n
    const A = 2n ** a % N
    const ask = async () => {
      const preferred = { PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A: A.toString(16) }
      const asked = await choose(house, pool, { USERNAME: 'ada', ...preferred })
      const parameters = asked.ChallengeParameters ?? {}
      const claim = { poolId: pool.poolId, password: PASSWORD }
      const values = prove({ clientId: pool.clientId, a, A, parameters }, claim)
      return { values, Session: asked.Session }
    }
    const [one, other] = [await ask(), await ask()]
    const offered = await offer('ada')
    expect(await use('PASSWORD_VERIFIER', one.values, other.Session)).toBe(INVALID_SESSION)
    expect(await use('PASSWORD_VERIFIER', one.values, offered)).toBe(INVALID_SESSION)
    const answers = await atOnce(4, () => use('PASSWORD_VERIFIER', one.values, one.Session))
    expect(tally(answers)).toEqual({ accepted: 1, [INVALID_SESSION]: 3 })
  })

  it('does not let a wrong password be tried without end', async () => {
    const Session = await offer('dora')
    const guess = (guessed: string) =>
      use('SELECT_CHALLENGE', { USERNAME: 'dora', ANSWER: 'PASSWORD', PASSWORD: guessed }, Session)
    for (let time = 0; time < 5; time++) expect(await guess('wrong')).toBe(WRONG_PASSWORD)
    expect(await guess(PASSWORD)).toBe(LOCKED)
    house.clock.advance('1s')
    expect(await guess(PASSWORD)).toBe('accepted')
  })

  it('refuses a factor that the person does not have', async () => {
    const Session = await offer('ada')
    for (const ANSWER of ['WEB_AUTHN', 'SMS_OTP', 'SELECT_CHALLENGE', 'constructor']) {
      const refused = await use('SELECT_CHALLENGE', { ANSWER }, Session)
      expect(refused).toMatch(/^InvalidParameterException: /)
    }
  })

  describe('where the client hides who exists', () => {
    let hidden: TestPool
    beforeAll(async () => {
      const prevent = { PreventUserExistenceErrors: 'ENABLED' } as const
      hidden = await makeChoicePool(
        house,
        ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'],
        { UsernameAttributes: ['email'], UsernameConfiguration: { CaseSensitive: false } },
        prevent,
      )
      await sdkFor(house).signUp({
        ClientId: hidden.clientId,
        Username: 'ada@example.com',
        Password: PASSWORD,
      })
    })
    const named = (index: number) => `n${String(index).padStart(2, '0')}@example.com`
    const begin = (USERNAME: string, more = {}) => choose(house, hidden, { USERNAME, ...more })

    it('offers to nobody what somebody could have, and always the same', async () => {
      const seen = new Set<string>()
      for (let index = 0; index < 40; index++) {
        const { AvailableChallenges: offered = [] } = await begin(named(index))
        const again = await begin(named(index).toUpperCase())
        expect(again.AvailableChallenges).toEqual(offered)
        expect(offered.length).toBeGreaterThan(0)
        seen.add(offered.join(' '))
      }
      expect(seen).toContain('PASSWORD PASSWORD_SRP EMAIL_OTP')
      expect(seen.size).toBeGreaterThan(3)
    })

    it('asks nobody for the same as somebody, to the letter', async () => {
      const shape = async (USERNAME: string, PREFERRED_CHALLENGE: string) => {
        const asked = await begin(USERNAME, { PREFERRED_CHALLENGE })
        const { ChallengeName, Session = '', ChallengeParameters = {} } = asked
        return { ChallengeName, length: Session.length, keys: Object.keys(ChallengeParameters) }
      }
      const nobody = await nameWith('EMAIL_OTP')
      expect(await shape(nobody, 'EMAIL_OTP')).toEqual(await shape('ada@example.com', 'EMAIL_OTP'))
      const { ChallengeParameters } = await begin(nobody, { PREFERRED_CHALLENGE: 'EMAIL_OTP' })
      expect(ChallengeParameters?.CODE_DELIVERY_DESTINATION).toBe('n***@e***')
      expect(await house.inbox.last(nobody)).toBeUndefined()

      const keyed = await nameWith('WEB_AUTHN')
      const asked = await begin(keyed, { PREFERRED_CHALLENGE: 'WEB_AUTHN' })
      const options = JSON.parse(asked.ChallengeParameters?.CREDENTIAL_REQUEST_OPTIONS ?? '{}')
      expect(options.allowCredentials).toEqual([
        { type: 'public-key', id: expect.any(String), transports: expect.any(Array) },
      ])
      const CREDENTIAL = JSON.stringify({ id: options.allowCredentials[0].id })
      expect(await use('WEB_AUTHN', { USERNAME: keyed, CREDENTIAL }, asked.Session, hidden)).toBe(
        'NotAuthorizedException: The passkey could not be verified.',
      )
    })

    it('lets nobody guess as often as somebody, and be asked as often', async () => {
      const story = async (USERNAME: string) => {
        house.clock.advance('1h')
        const told: string[] = []
        for (let time = 0; time < 11; time++) {
          const asked = choose(house, hidden, { USERNAME, PREFERRED_CHALLENGE: 'EMAIL_OTP' })
          told.push(await refusalOf(asked))
          const { Session } = await asked.catch(() => ({ Session: undefined }))
          const wrong = { USERNAME, EMAIL_OTP_CODE: 'wrong' }
          if (time < 2 || time > 9) {
            for (let guess = 0; guess < 4; guess++) {
              told.push(await use('EMAIL_OTP', wrong, Session, hidden))
            }
          }
        }
        const offered = await begin(USERNAME)
        const password = { USERNAME, ANSWER: 'PASSWORD', PASSWORD: 'wrong' }
        for (let time = 0; time < 6; time++) {
          told.push(await use('SELECT_CHALLENGE', password, offered.Session, hidden))
        }
        return told
      }
      const somebody = await story('ada@example.com')
      expect(somebody).toContain(WRONG_CODE)
      expect(somebody).toContain(TOO_MANY)
      expect(somebody).toContain(LOCKED)
      expect(await story(await nameWith('PASSWORD PASSWORD_SRP EMAIL_OTP'))).toEqual(somebody)
    })

    /** A name that nobody has and that is said to have some factors. */
    async function nameWith(factors: string): Promise<string> {
      for (let index = 40; index < 90; index++) {
        const { AvailableChallenges } = await begin(named(index))
        if (AvailableChallenges?.join(' ').includes(factors)) return named(index)
      }
      throw new Error(`no name has ${factors}`)
    }
  })

  it('says who exists where the client does not hide it', async () => {
    await expect(choose(house, pool, { USERNAME: 'nobody' })).rejects.toMatchObject({
      name: 'UserNotFoundException',
      message: 'User does not exist.',
    })
  })
})
