import { beforeAll, expect, it } from 'vitest'
import { answer, choose, makeChoicePool } from '../../test/support/choice.ts'
import { Functions, namedBy } from '../../test/support/functions.ts'
import { makeClient, PASSWORD, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const INVALID = 'Invalid session for the user.'

onEachStore('a sign-up without a password', (open) => {
  const functions = new Functions('PostConfirmation', 'PostAuthentication')
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open(functions.options)
    pool = await makeChoicePool(house, ['PASSWORD', 'EMAIL_OTP'])
  })
  const codeFor = async (to: string) => (await house.inbox.last(to))?.code ?? ''
  const signUp = (Username: string, more = {}, at: Pick<TestPool, 'clientId'> = pool) =>
    sdkFor(house).signUp({
      ClientId: at.clientId,
      Username,
      UserAttributes: [{ Name: 'email', Value: `${Username}@example.com` }],
      ...more,
    })
  const confirm = async (
    Username: string,
    at: Pick<TestPool, 'clientId'> = pool,
    Session?: string,
  ) =>
    sdkFor(house).confirmSignUp({
      ClientId: at.clientId,
      Username,
      ConfirmationCode: await codeFor(`${Username}@example.com`),
      Session,
    })

  it('needs an address, in a pool that takes codes that go to it', async () => {
    const missing =
      "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null"
    await expect(signUp('ann', { UserAttributes: [] })).rejects.toThrow(missing)
    const phone = [{ Name: 'phone_number', Value: '+15550101234' }]
    await expect(signUp('ann', { UserAttributes: phone })).rejects.toThrow(missing)
    const plain = await makeChoicePool(house, ['PASSWORD'])
    await expect(signUp('ann', {}, plain)).rejects.toThrow(missing)
  })

  it('is confirmed by a code, and signed in by the Session that answers it, once', async () => {
    await signUp('ben')
    const { Session } = await confirm('ben')
    const begin = () => choose(house, pool, { USERNAME: 'ben' }, Session)
    const { AuthenticationResult } = await begin()
    const AccessToken = AuthenticationResult?.AccessToken ?? ''
    const { UserAttributes } = await sdkFor(house).getUser({ AccessToken })
    expect(UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' })
    await expect(begin()).rejects.toThrow(INVALID)
    const { AvailableChallenges } = await choose(house, pool, { USERNAME: 'ben' })
    expect(AvailableChallenges).toEqual(['EMAIL_OTP'])
  })

  it('is confirmed by the first sign-in too', async () => {
    await signUp('cat')
    const asked = await choose(house, pool, { USERNAME: 'cat', PREFERRED_CHALLENGE: 'EMAIL_OTP' })
    const EMAIL_OTP_CODE = await codeFor('cat@example.com')
    const responses = { USERNAME: 'cat', EMAIL_OTP_CODE }
    const { AuthenticationResult } = await answer(
      house,
      pool,
      'EMAIL_OTP',
      responses,
      asked.Session,
    )
    const claims = Buffer.from(AuthenticationResult?.IdToken?.split('.')[1] ?? '', 'base64url')
    expect(JSON.parse(claims.toString())).toMatchObject({ email_verified: true })
    const user = { UserPoolId: pool.poolId, Username: 'cat' }
    const { UserStatus, UserAttributes } = await sdkFor(house).adminGetUser(user)
    expect(UserStatus).toBe('CONFIRMED')
    expect(UserAttributes).toContainEqual({ Name: 'email_verified', Value: 'true' })
  })

  it('leaves nothing that a password could be held against, until one is chosen', async () => {
    await signUp('dan')
    const { Session } = await confirm('dan')
    const { AuthenticationResult } = await choose(house, pool, { USERNAME: 'dan' }, Session)
    const sdk = sdkFor(house)
    const signIn = () =>
      sdk.initiateAuth({
        ClientId: pool.clientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'dan', PASSWORD },
      })
    await expect(signIn()).rejects.toThrow('Incorrect username or password.')
    const AccessToken = AuthenticationResult?.AccessToken
    await sdk.changePassword({ AccessToken, ProposedPassword: PASSWORD })
    expect(await signIn()).toHaveProperty('AuthenticationResult.AccessToken')
  })

  it('gives a Session to clients that let people choose only, each its own', async () => {
    const plain = await makeClient(house, pool.poolId)
    await signUp('eli', { Password: PASSWORD }, plain)
    expect(await confirm('eli', plain)).not.toHaveProperty('Session')

    await signUp('fay')
    const { Session } = await confirm('fay')
    const ExplicitAuthFlows = ['ALLOW_USER_AUTH' as const]
    const other = await makeClient(house, pool.poolId, { ExplicitAuthFlows })
    await expect(choose(house, other, { USERNAME: 'fay' }, Session)).rejects.toThrow(INVALID)
    await expect(choose(house, pool, { USERNAME: 'eli' }, Session)).rejects.toThrow(INVALID)
    await expect(
      answer(house, pool, 'SELECT_CHALLENGE', { USERNAME: 'fay', ANSWER: 'EMAIL_OTP' }, Session),
    ).rejects.toThrow(INVALID)
    const offered = await choose(house, pool, { USERNAME: 'fay' })
    await expect(choose(house, pool, { USERNAME: 'fay' }, offered.Session)).rejects.toThrow(INVALID)
    expect(await choose(house, pool, { USERNAME: 'fay' }, Session)).toHaveProperty(
      'AuthenticationResult.AccessToken',
    )
  })

  it('gives a Session to confirm it with, that signs nobody in', async () => {
    const { Session } = await signUp('hal')
    expect(Session).toMatch(/^.{20,}$/)
    await expect(choose(house, pool, { USERNAME: 'hal' }, Session)).rejects.toThrow(INVALID)
    const confirmed = await confirm('hal', pool, Session)
    expect(await choose(house, pool, { USERNAME: 'hal' }, confirmed.Session)).toHaveProperty(
      'AuthenticationResult.AccessToken',
    )
    const plain = await makeClient(house, pool.poolId)
    expect(await signUp('hana', { Password: PASSWORD }, plain)).not.toHaveProperty('Session')
  })

  it('is confirmed with a Session that does not fit too, which leads no further', async () => {
    const { Session: other } = await signUp('ian')
    await signUp('jon')
    expect(await confirm('jon', pool, other)).not.toHaveProperty('Session')
    await signUp('kai')
    expect(await confirm('kai', pool, 'x'.repeat(40))).not.toHaveProperty('Session')
    const { Session: late } = await signUp('lea')
    house.clock.advance('3m')
    expect(await confirm('lea', pool, late)).not.toHaveProperty('Session')
    const user = { UserPoolId: pool.poolId, Username: 'lea' }
    expect(await sdkFor(house).adminGetUser(user)).toMatchObject({ UserStatus: 'CONFIRMED' })
  })

  it('tells the function of who was confirmed by their first sign-in, before it stands', async () => {
    const told = await makeChoicePool(house, ['PASSWORD', 'EMAIL_OTP'], {
      LambdaConfig: namedBy('PostConfirmation', 'PostAuthentication'),
    })
    const begin = async (Username: string) => {
      await signUp(Username, {}, told)
      const values = { USERNAME: Username, PREFERRED_CHALLENGE: 'EMAIL_OTP' }
      const { Session } = await choose(house, told, values)
      const EMAIL_OTP_CODE = await codeFor(`${Username}@example.com`)
      const responses = { USERNAME: Username, EMAIL_OTP_CODE }
      return () => answer(house, told, 'EMAIL_OTP', responses, Session)
    }
    const signIn = await begin('mia')
    const answers = await Promise.allSettled([signIn(), signIn(), signIn()])
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(functions.sources).toEqual([
      'PostConfirmation_ConfirmSignUp',
      'PostAuthentication_Authentication',
    ])
    const { userAttributes } = functions.event('PostConfirmation_ConfirmSignUp').request
    expect(userAttributes).toMatchObject({
      'cognito:user_status': 'CONFIRMED',
      email_verified: 'true',
    })
    functions.reset()
    functions.put('PostConfirmation', () => {
      throw new Error('too many')
    })
    await expect((await begin('ned'))()).rejects.toMatchObject({
      name: 'UserLambdaValidationException',
    })
    expect(functions.sources).toEqual(['PostConfirmation_ConfirmSignUp'])
    const user = { UserPoolId: told.poolId, Username: 'ned' }
    expect(await sdkFor(house).adminGetUser(user)).toMatchObject({ UserStatus: 'CONFIRMED' })
  })

  it('gives a Session that ends with its time', async () => {
    await signUp('gus')
    const { Session } = await confirm('gus')
    house.clock.advance('3m')
    await expect(choose(house, pool, { USERNAME: 'gus' }, Session)).rejects.toThrow(
      'Invalid session for the user, session is expired.',
    )
  })
})
