import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { LOCKED, refusalOf } from '../../test/attacks/refusal.ts'
import { Functions, namedBy, type TriggerEvent } from '../../test/support/functions.ts'
import { makeClient, makePool, makeUser, PASSWORD } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { type Challenge, challenge, prove, respond } from '../../test/support/srp-client.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

type Past = { challengeName: string; challengeResult: boolean }

/** The usual function: a password where the client offers one, then a challenge, three tries of it. */
function define({ request }: TriggerEvent): object {
  const session: Past[] = request.session
  const last = session.at(-1)
  const tries = session.filter((step) => step.challengeName === 'CUSTOM_CHALLENGE')
  if (last?.challengeName === 'SRP_A') return { challengeName: 'PASSWORD_VERIFIER' }
  if (last?.challengeName === 'CUSTOM_CHALLENGE' && last.challengeResult)
    return { issueTokens: true }
  if (tries.length >= 3) return { failAuthentication: true }
  return { challengeName: 'CUSTOM_CHALLENGE', issueTokens: false, failAuthentication: false }
}

onEachStore('custom authentication', (open) => {
  const names = [
    'PreAuthentication',
    'DefineAuthChallenge',
    'CreateAuthChallenge',
    'VerifyAuthChallengeResponse',
  ] as const
  const functions = new Functions(...names)
  let house: Poolhouse
  let pool: Awaited<ReturnType<typeof makePool>>
  let sub: string
  const client = {
    ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH'],
    PreventUserExistenceErrors: 'ENABLED',
  } as const satisfies Parameters<typeof makeClient>[2]
  beforeAll(async () => {
    house = await open(functions.options)
    pool = await makePool(house, { LambdaConfig: namedBy(...names) }, { ...client })
    sub = await makeUser(house, pool, 'ada')
    await makeUser(house, pool, 'bea')
  })
  beforeEach(() => {
    functions.reset()
    functions.on('DefineAuthChallenge', define)
    functions.on('CreateAuthChallenge', () => ({
      publicChallengeParameters: { question: 'Which lane?' },
      privateChallengeParameters: { answer: 'seven' },
      challengeMetadata: 'LANE',
    }))
    functions.on('VerifyAuthChallengeResponse', ({ request }) => ({
      answerCorrect: request.privateChallengeParameters.answer === request.challengeAnswer,
    }))
  })
  const start = (USERNAME: string, more: Record<string, string> = {}, ClientId = pool.clientId) =>
    sdkFor(house).initiateAuth({
      ClientId,
      AuthFlow: 'CUSTOM_AUTH',
      AuthParameters: { USERNAME, ...more },
      ClientMetadata: { from: 'start' },
    })
  const answer = (
    USERNAME: string,
    Session: string | undefined,
    ANSWER = 'seven',
    ClientId = pool.clientId,
  ) =>
    sdkFor(house).respondToAuthChallenge({
      ClientId,
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session,
      ChallengeResponses: { USERNAME, ANSWER },
      ClientMetadata: { from: 'answer' },
    })
  /** Begins with SRP_A, as `CUSTOM_WITH_SRP` does. */
  async function startBySrp(name: string): Promise<Challenge> {
    const own = await challenge(house, pool, name)
    const SRP_A = own.A.toString(16)
    functions.events.length = 0
    const { ChallengeParameters = {}, ChallengeName } = await start(name, {
      CHALLENGE_NAME: 'SRP_A',
      SRP_A,
    })
    expect(ChallengeName).toBe('PASSWORD_VERIFIER')
    return { ...own, parameters: ChallengeParameters }
  }
  const invalid = { name: 'NotAuthorizedException', message: 'Invalid session for the user.' }
  const refused = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' }

  it('asks what the functions ask, and signs in who answers it', async () => {
    const asked = await start('ada')
    expect(asked).toMatchObject({
      ChallengeName: 'CUSTOM_CHALLENGE',
      ChallengeParameters: { USERNAME: 'ada', question: 'Which lane?' },
    })
    expect(JSON.stringify(asked)).not.toContain('seven')
    const { AuthenticationResult } = await answer('ada', asked.Session)
    const user = await sdkFor(house).getUser({ AccessToken: AuthenticationResult?.AccessToken })
    expect(user.Username).toBe('ada')

    const userAttributes = {
      sub,
      'cognito:user_status': 'CONFIRMED',
      email: 'ada@example.com',
      email_verified: 'true',
    }
    const known = { userAttributes, userNotFound: false }
    const told = { ...known, clientMetadata: { from: 'answer' } }
    const step = {
      challengeName: 'CUSTOM_CHALLENGE',
      challengeResult: true,
      challengeMetadata: 'LANE',
    }
    expect(functions.events.map(({ triggerSource, request }) => [triggerSource, request])).toEqual([
      ['PreAuthentication_Authentication', { ...known, validationData: { from: 'start' } }],
      ['DefineAuthChallenge_Authentication', { ...known, session: [] }],
      [
        'CreateAuthChallenge_Authentication',
        { ...known, challengeName: 'CUSTOM_CHALLENGE', session: [] },
      ],
      [
        'VerifyAuthChallengeResponse_Authentication',
        { ...told, privateChallengeParameters: { answer: 'seven' }, challengeAnswer: 'seven' },
      ],
      ['DefineAuthChallenge_Authentication', { ...told, session: [step] }],
    ])
    expect(functions.events.map(({ response }) => response)).toEqual([
      {},
      { challengeName: null, issueTokens: null, failAuthentication: null },
      {
        publicChallengeParameters: null,
        privateChallengeParameters: null,
        challengeMetadata: null,
      },
      { answerCorrect: null },
      { challengeName: null, issueTokens: null, failAuthentication: null },
    ])
  })

  it('goes on after a wrong answer, as long as the function lets it', async () => {
    let { Session } = await start('ada')
    for (const wrong of ['one', 'two']) {
      const again = await answer('ada', Session, wrong)
      expect(again.ChallengeName).toBe('CUSTOM_CHALLENGE')
      Session = again.Session
    }
    await expect(answer('ada', Session, 'three')).rejects.toMatchObject(refused)
    await answer('ada', (await start('ada')).Session)
  })

  it('comes to an end after fifty steps, where the function never does', async () => {
    functions.on('DefineAuthChallenge', () => ({ challengeName: 'CUSTOM_CHALLENGE' }))
    let { Session } = await start('ada')
    for (let step = 0; step < 50; step++) Session = (await answer('ada', Session)).Session
    const before = functions.events.length
    await expect(answer('ada', Session)).rejects.toMatchObject(refused)
    expect(functions.sources.slice(before)).toEqual(['VerifyAuthChallengeResponse_Authentication'])
  })

  it('locks after five wrong answers in a row, whatever the function lets pass', async () => {
    for (let wrong = 0; wrong < 5; wrong++) {
      await answer('bea', (await start('bea')).Session, 'wrong')
    }
    await expect(start('bea')).rejects.toThrow('Password attempts exceeded')
    house.clock.advance('1h')
  })

  it('tells of the right one of many answers at once behind the lock nothing', async () => {
    functions.on('DefineAuthChallenge', () => ({ challengeName: 'CUSTOM_CHALLENGE' }))
    const waiting = Promise.withResolvers<void>()
    functions.put('VerifyAuthChallengeResponse', async (event: TriggerEvent) => {
      const answerCorrect = event.request.challengeAnswer === 'seven'
      if (answerCorrect) await waiting.promise
      return { ...event, response: { answerCorrect } }
    })
    const right = refusalOf(answer('bea', (await start('bea')).Session))
    const sessions = []
    for (let wrong = 0; wrong < 5; wrong++) sessions.push((await start('bea')).Session)
    for (const session of sessions) await answer('bea', session, 'wrong')
    waiting.resolve()
    expect(await right).toBe(LOCKED)
    house.clock.advance('1h')
  })

  it('keeps what does not fit into a Session elsewhere, and never shows it', async () => {
    functions.on('CreateAuthChallenge', () => ({
      privateChallengeParameters: { answer: 'seven', long: 'x'.repeat(5_000) },
    }))
    const { Session = '' } = await start('ada')
    expect(Session.length).toBeLessThanOrEqual(2048)
    await answer('ada', Session)
    await expect(answer('ada', Session)).rejects.toMatchObject(invalid)
  })

  it('needs a client that allows it', async () => {
    const { clientId } = await makeClient(house, pool.poolId)
    await expect(start('ada', {}, clientId)).rejects.toMatchObject({
      name: 'InvalidParameterException',
    })
  })

  it('needs functions', async () => {
    const own = await makePool(house, {}, { ...client })
    await makeUser(house, own, 'ada')
    await expect(start('ada', {}, own.clientId)).rejects.toMatchObject({
      name: 'InvalidUserPoolConfigurationException',
      message: 'Custom auth lambda trigger is not configured for the user pool.',
    })
  })

  describe('Sessions', () => {
    it('are good for one answer, right or wrong', async () => {
      const { Session } = await start('ada')
      await answer('ada', Session, 'wrong')
      await expect(answer('ada', Session)).rejects.toMatchObject(invalid)
      const next = (await start('ada')).Session
      await answer('ada', next)
      await expect(answer('ada', next)).rejects.toMatchObject(invalid)
    })

    it('are one guess for all answers that come at once', async () => {
      const { Session } = await start('ada')
      functions.events.length = 0
      const guesses = ['one', 'two', 'three', 'seven'].map((guess) => answer('ada', Session, guess))
      const settled = await Promise.allSettled(guesses)
      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      const asked = functions.sources.filter((source) => source.startsWith('Verify'))
      expect(asked).toHaveLength(1)
    })

    it('are of one user, one client and one challenge', async () => {
      const ours = (await start('ada')).Session
      await expect(answer('bea', ours)).rejects.toMatchObject(invalid)
      const other = await makeClient(house, pool.poolId, { ...client })
      await expect(answer('ada', ours, 'seven', other.clientId)).rejects.toMatchObject(invalid)
      for (const ChallengeName of ['SOFTWARE_TOKEN_MFA', 'NEW_PASSWORD_REQUIRED'] as const) {
        const elsewhere = sdkFor(house).respondToAuthChallenge({
          ClientId: pool.clientId,
          ChallengeName,
          Session: ours,
          ChallengeResponses: {
            USERNAME: 'ada',
            SOFTWARE_TOKEN_MFA_CODE: '123456',
            NEW_PASSWORD: 'Another-One-2',
          },
        })
        await expect(elsewhere).rejects.toMatchObject(invalid)
      }
      await answer('ada', ours)
    })

    it('are not made up, nor left out, nor kept for ever', async () => {
      for (const made of [undefined, 'x'.repeat(40)]) {
        await expect(answer('ada', made)).rejects.toMatchObject(invalid)
      }
      const { Session = '' } = await start('ada')
      const changed = Session.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
      await expect(answer('ada', changed)).rejects.toMatchObject(invalid)
      house.clock.advance('4m')
      await expect(answer('ada', Session)).rejects.toThrow('session is expired')
    })
  })

  describe('with a password first', () => {
    it('goes on from the right one', async () => {
      const asked = await startBySrp('ada')
      const next = await respond(
        house,
        pool,
        prove(asked, { poolId: pool.poolId, password: PASSWORD }),
      )
      expect(next.AuthenticationResult).toBeUndefined()
      expect(next.ChallengeName).toBe('CUSTOM_CHALLENGE')
      const sessions = functions.events
        .filter(({ triggerSource }) => triggerSource.startsWith('Define'))
        .map(({ request }) => request.session)
      const passed = { challengeResult: true, challengeMetadata: null }
      expect(sessions).toEqual([
        [{ challengeName: 'SRP_A', ...passed }],
        [
          { challengeName: 'SRP_A', ...passed },
          { challengeName: 'PASSWORD_VERIFIER', ...passed },
        ],
      ])
      const { AuthenticationResult } = await answer('ada', next.Session)
      expect(AuthenticationResult?.AccessToken).toBeTruthy()
    })

    it('lets nobody in whom the password refused, whatever the functions say', async () => {
      const asked = await startBySrp('ada')
      functions.on('DefineAuthChallenge', () => ({ issueTokens: true }))
      functions.on('VerifyAuthChallengeResponse', () => ({ answerCorrect: true }))
      const wrong = prove(asked, { poolId: pool.poolId, password: 'Wrong-One-1' })
      await expect(respond(house, pool, wrong)).rejects.toMatchObject(refused)
      expect(functions.sources.filter((source) => source.startsWith('Define'))).toHaveLength(1)
    })

    it('is answered once', async () => {
      const proof = prove(await startBySrp('ada'), { poolId: pool.poolId, password: PASSWORD })
      await respond(house, pool, proof)
      await expect(respond(house, pool, proof)).rejects.toMatchObject(invalid)
    })

    it('ends with the password that was proven', async () => {
      const proof = prove(await startBySrp('ada'), { poolId: pool.poolId, password: PASSWORD })
      const { Session } = await respond(house, pool, proof)
      await sdkFor(house).adminSetUserPassword({
        UserPoolId: pool.poolId,
        Username: 'ada',
        Password: PASSWORD,
        Permanent: true,
      })
      await expect(answer('ada', Session)).rejects.toMatchObject(invalid)
    })
  })

  it.each([
    ['at once', {}],
    ['for SRP_A alone', { CHALLENGE_NAME: 'SRP_A', SRP_A: 'abcdef' }],
  ])('gives no tokens to who proved nothing: %s', async (_when, parameters) => {
    functions.on('DefineAuthChallenge', () => ({ issueTokens: true }))
    await expect(start('ada', parameters)).rejects.toMatchObject({
      name: 'InvalidLambdaResponseException',
    })
  })

  it.each([
    [{}],
    [{ challengeName: 'SMS_MFA' }],
    [{ challengeName: 'PASSWORD_VERIFIER' }],
    [{ issueTokens: 'true' }],
    [{ failAuthentication: 1 }],
  ])('is refused the definition %j', async (response) => {
    functions.on('DefineAuthChallenge', () => response)
    await expect(start('ada')).rejects.toMatchObject({ name: 'InvalidLambdaResponseException' })
  })

  it('takes no other word than true for a right answer', async () => {
    functions.on('VerifyAuthChallengeResponse', () => ({ answerCorrect: 'yes' }))
    const { Session } = await start('ada')
    await expect(answer('ada', Session)).rejects.toMatchObject({
      name: 'InvalidLambdaResponseException',
    })
  })

  it('lets a function of its own refuse', async () => {
    functions.on('DefineAuthChallenge', () => ({ issueTokens: true, failAuthentication: true }))
    await expect(start('ada')).rejects.toMatchObject(refused)
  })

  it('tells a disabled user so only after the answer', async () => {
    await makeUser(house, pool, 'gone')
    await sdkFor(house).adminDisableUser({ UserPoolId: pool.poolId, Username: 'gone' })
    const { Session } = await start('gone')
    await expect(answer('gone', Session)).rejects.toThrow('User is disabled.')
  })

  it('is no proof of a temporary password', async () => {
    await sdkFor(house).adminSetUserPassword({
      UserPoolId: pool.poolId,
      Username: 'gone',
      Password: 'Given-By-Them-1',
      Permanent: false,
    })
    await sdkFor(house).adminEnableUser({ UserPoolId: pool.poolId, Username: 'gone' })
    await expect(answer('gone', (await start('gone')).Session)).rejects.toThrow(
      'The temporary password must be proven first.',
    )
  })

  describe('for a name that nobody has', () => {
    it('looks the same, and lets nobody in', async () => {
      const asked = await start('nobody')
      expect(asked).toMatchObject({
        ChallengeName: 'CUSTOM_CHALLENGE',
        ChallengeParameters: { USERNAME: 'nobody', question: 'Which lane?' },
      })
      for (const { request, userName } of functions.events) {
        expect(userName).toBe('nobody')
        expect(request).toMatchObject({ userAttributes: {}, userNotFound: true })
      }
      await expect(answer('nobody', asked.Session)).rejects.toMatchObject(refused)
    })

    it('looks the same by SRP', async () => {
      const asked = await startBySrp('nobody')
      const proof = prove(asked, { poolId: pool.poolId, password: PASSWORD })
      await expect(respond(house, pool, proof)).rejects.toMatchObject(refused)
    })

    it('fares like a user where addresses are names', async () => {
      const own = await makePool(
        house,
        { UsernameAttributes: ['email'], LambdaConfig: namedBy(...names) },
        { ...client },
      )
      const Username = 'cid@example.com'
      await sdkFor(house).signUp({ ClientId: own.clientId, Username, Password: PASSWORD })
      for (const typed of [Username, 'nobody@example.com']) {
        for (const isTyped of [true, false]) {
          const { ChallengeParameters, Session } = await start(typed, {}, own.clientId)
          const told = ChallengeParameters?.USERNAME ?? ''
          expect(told).toMatch(/^[0-9a-f-]{36}$/)
          const next = await answer(isTyped ? typed : told, Session, 'wrong', own.clientId)
          expect(next.ChallengeName).toBe('CUSTOM_CHALLENGE')
        }
      }
    })

    it('is said not to exist where the client hides nobody', async () => {
      const open = { ...client, PreventUserExistenceErrors: 'LEGACY' } as const
      const { clientId } = await makeClient(house, pool.poolId, open)
      await expect(start('nobody', {}, clientId)).rejects.toMatchObject({
        name: 'UserNotFoundException',
      })
      expect(functions.sources).toEqual([])
    })
  })
})
