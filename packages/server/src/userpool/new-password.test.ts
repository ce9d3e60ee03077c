import { beforeAll, describe, expect, it } from 'vitest'
import { refusalOf, WRONG_PASSWORD } from '../../test/attacks/refusal.ts'
import { stopTime } from '../../test/attacks/stopped-time.ts'
import { begin, choose, invite, TEMPORARY } from '../../test/support/new-password.ts'
import { makeClient, makePool, PASSWORD, signIn, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { signInBySrp } from '../../test/support/srp-client.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'
import { secretHash } from '../rules/secret-hash.ts'

onEachStore('a temporary password', (open) => {
  stopTime()
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
  })

  const statusOf = async (Username: string) =>
    (await sdkFor(house).adminGetUser({ UserPoolId: pool.poolId, Username })).UserStatus

  describe('is replaced by signing in with it', () => {
    it('by password', async () => {
      await invite(house, pool, 'ada', { email: 'ada@example.com', email_verified: 'true' })
      const asked = await sdkFor(house).initiateAuth({
        ClientId: pool.clientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'ada', PASSWORD: TEMPORARY },
      })
      expect(asked.AuthenticationResult).toBeUndefined()
      expect(asked.ChallengeName).toBe('NEW_PASSWORD_REQUIRED')
      const { userAttributes = '', ...parameters } = asked.ChallengeParameters ?? {}
      expect(parameters).toEqual({ USER_ID_FOR_SRP: 'ada', requiredAttributes: '[]' })
      expect(JSON.parse(userAttributes)).toEqual({
        email: 'ada@example.com',
        email_verified: 'true',
      })
      expect(await statusOf('ada')).toBe('FORCE_CHANGE_PASSWORD')

      const answer = await choose(house, pool, asked.Session, { USERNAME: 'ada' })
      const { AccessToken, RefreshToken } = answer.AuthenticationResult ?? {}
      expect(await sdkFor(house).getUser({ AccessToken })).toMatchObject({ Username: 'ada' })
      expect(RefreshToken).toBeTruthy()
      expect(await statusOf('ada')).toBe('CONFIRMED')
      await signIn(house, pool, 'ada')
      expect(await refusalOf(signIn(house, pool, 'ada', TEMPORARY))).toBe(WRONG_PASSWORD)
    })

    it('by SRP', async () => {
      await invite(house, pool, 'bea')
      const asked = await signInBySrp(house, pool, 'bea', TEMPORARY)
      expect(asked.ChallengeName).toBe('NEW_PASSWORD_REQUIRED')
      await choose(house, pool, asked.Session, { USERNAME: 'bea' })
      const answer = await signInBySrp(house, pool, 'bea', PASSWORD)
      expect(answer.AuthenticationResult?.AccessToken).toBeTruthy()
    })

    it('by an administrator on behalf of the person', async () => {
      await invite(house, pool, 'cleo')
      const { clientId } = await makeClient(house, pool.poolId, {
        ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH'],
      })
      const ids = { UserPoolId: pool.poolId, ClientId: clientId }
      const asked = await sdkFor(house).adminInitiateAuth({
        ...ids,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'cleo', PASSWORD: TEMPORARY },
      })
      const { AuthenticationResult } = await sdkFor(house).adminRespondToAuthChallenge({
        ...ids,
        ChallengeName: asked.ChallengeName,
        ChallengeResponses: { USERNAME: 'cleo', NEW_PASSWORD: PASSWORD },
        Session: asked.Session,
      })
      expect(AuthenticationResult?.AccessToken).toBeTruthy()
      await signIn(house, pool, 'cleo')
    })

    it('with the secret hash that the client must send', async () => {
      const app = await makeClient(house, pool.poolId, { GenerateSecret: true })
      await invite(house, pool, 'dora')
      const SECRET_HASH = secretHash('dora', app.clientId, app.clientSecret ?? '')
      const session = await begin(house, app, 'dora', { SECRET_HASH })
      const answer = (values = {}) => choose(house, app, session, { USERNAME: 'dora', ...values })
      expect(await refusalOf(answer())).toBe(
        `NotAuthorizedException: Client ${app.clientId} is configured with secret but SECRET_HASH was not received`,
      )
      const forAnother = secretHash('ada', app.clientId, app.clientSecret ?? '')
      expect(await refusalOf(answer({ SECRET_HASH: forAnother }))).toBe(
        `NotAuthorizedException: Unable to verify secret hash for client ${app.clientId}`,
      )
      await answer({ SECRET_HASH })
    })
  })

  it('ends after as many days as the pool says, until it is given anew', async () => {
    const brief = await makePool(house, {
      Policies: { PasswordPolicy: { MinimumLength: 8, TemporaryPasswordValidityDays: 2 } },
    })
    await invite(house, brief, 'ada')
    house.clock.advance('2d')
    const expired =
      'NotAuthorizedException: Temporary password has expired and must be reset by an administrator.'
    expect(await refusalOf(begin(house, brief, 'ada'))).toBe(expired)
    expect(await refusalOf(signInBySrp(house, brief, 'ada', TEMPORARY))).toBe(expired)
    expect(await refusalOf(signIn(house, brief, 'ada', 'Not-Hers-1'))).toBe(WRONG_PASSWORD)
    await sdkFor(house).adminSetUserPassword({
      UserPoolId: brief.poolId,
      Username: 'ada',
      Password: TEMPORARY,
    })
    house.clock.advance('172799999ms')
    await begin(house, brief, 'ada')
  })

  describe('is replaced by one', () => {
    it('that the policy allows: the Session is good until it does', async () => {
      await invite(house, pool, 'fay')
      const session = await begin(house, pool, 'fay')
      const answer = (password: string) =>
        choose(house, pool, session, { USERNAME: 'fay', NEW_PASSWORD: password })
      expect(await refusalOf(answer('Short-1'))).toBe(
        'InvalidPasswordException: Password did not conform with policy: Password not long enough',
      )
      expect(await refusalOf(answer('no-numbers-at-All'))).toBe(
        'InvalidPasswordException: Password did not conform with policy: Password must have numeric characters',
      )
      expect(await refusalOf(answer(''))).toBe(
        'InvalidParameterException: Missing required parameter NEW_PASSWORD',
      )
      await answer(PASSWORD)
    })

    it('that they did not have before, where the pool remembers', async () => {
      const remembering = await makePool(house, {
        Policies: { PasswordPolicy: { MinimumLength: 8, PasswordHistorySize: 3 } },
      })
      await invite(house, remembering, 'ada')
      const session = await begin(house, remembering, 'ada')
      const again = { USERNAME: 'ada', NEW_PASSWORD: TEMPORARY }
      expect(await refusalOf(choose(house, remembering, session, again))).toBe(
        'PasswordHistoryPolicyViolationException: Password has previously been used',
      )
      await choose(house, remembering, session, { USERNAME: 'ada' })
    })
  })
})
