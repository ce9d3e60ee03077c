import type { AuthFlowType } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  makeClient,
  makePool,
  makeUser,
  PASSWORD,
  signIn,
  type TestPool,
} from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import { call } from '../../test/support/wire.ts'
import type { Poolhouse } from '../index.ts'
import { secretHash } from '../rules/secret-hash.ts'

onEachStore('sign-in', (open) => {
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
    await makeUser(house, pool, 'ada')
  })
  const initiate = (
    AuthFlow: AuthFlowType,
    AuthParameters: Record<string, string>,
    clientId?: string,
  ) => sdkFor(house).initiateAuth({ ClientId: clientId ?? pool.clientId, AuthFlow, AuthParameters })

  it('by password answers with tokens in Cognito’s shape', async () => {
    const answer = await call(house, 'InitiateAuth', {
      ClientId: pool.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'ada', PASSWORD },
    })
    expect(answer.body).toEqual({
      AuthenticationResult: {
        AccessToken: expect.stringMatching(/^eyJ/),
        IdToken: expect.stringMatching(/^eyJ/),
        RefreshToken: expect.stringMatching(
          /^eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ\./,
        ),
        TokenType: 'Bearer',
        ExpiresIn: 3600,
      },
      ChallengeParameters: {},
    })
  })

  it('by refresh token renews ID and access token, by either operation', async () => {
    const { RefreshToken } = await signIn(house, pool, 'ada')
    const first = await initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: RefreshToken })
    expect(first.AuthenticationResult?.RefreshToken).toBeUndefined()
    const second = await sdkFor(house).getTokensFromRefreshToken({
      ClientId: pool.clientId,
      RefreshToken,
    })
    for (const { AuthenticationResult } of [first, second]) {
      const user = await sdkFor(house).getUser({ AccessToken: AuthenticationResult?.AccessToken })
      expect(user.Username).toBe('ada')
    }
  })

  it('keeps the times that the client was given', async () => {
    const quick = await makeClient(house, pool.poolId, {
      AccessTokenValidity: 5,
      IdTokenValidity: 10,
      RefreshTokenValidity: 2,
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'hours' },
    })
    const { AccessToken, IdToken } = await signIn(house, quick, 'ada')
    expect(Number(claims(AccessToken).exp) - Number(claims(AccessToken).iat)).toBe(300)
    expect(Number(claims(IdToken).exp) - Number(claims(IdToken).iat)).toBe(600)
  })

  it('asks clients with a secret for its hash', async () => {
    const { clientId, clientSecret = '' } = await makeClient(house, pool.poolId, {
      GenerateSecret: true,
    })
    const parameters = { USERNAME: 'ada', PASSWORD }
    await expect(initiate('USER_PASSWORD_AUTH', parameters, clientId)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: `Client ${clientId} is configured with secret but SECRET_HASH was not received`,
    })
    const SECRET_HASH = secretHash('ada', clientId, clientSecret)
    const answer = await initiate('USER_PASSWORD_AUTH', { ...parameters, SECRET_HASH }, clientId)
    const REFRESH_TOKEN = answer.AuthenticationResult?.RefreshToken ?? ''
    await initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN, SECRET_HASH }, clientId)
  })

  it('tells those who are not confirmed, once they proved their password', async () => {
    const Username = 'new'
    await sdkFor(house).signUp({ ClientId: pool.clientId, Username, Password: PASSWORD })
    await expect(signIn(house, pool, Username)).rejects.toMatchObject({
      name: 'UserNotConfirmedException',
      message: 'User is not confirmed.',
    })
    await expect(signIn(house, pool, Username, 'Wrong-One-1')).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    })
  })

  it('shows an application what it may read', async () => {
    const narrow = await makeClient(house, pool.poolId, { ReadAttributes: ['name'] })
    const { AccessToken, IdToken } = await signIn(house, narrow, 'ada')
    const user = await sdkFor(house).getUser({ AccessToken })
    expect(user.UserAttributes?.map(({ Name }) => Name)).toEqual(['sub'])
    expect(claims(IdToken)).not.toHaveProperty('email')
  })

  it('ends everywhere at once by GlobalSignOut', async () => {
    const [here, there] = [await signIn(house, pool, 'ada'), await signIn(house, pool, 'ada')]
    await sdkFor(house).globalSignOut({ AccessToken: here.AccessToken })
    for (const { AccessToken, RefreshToken } of [here, there]) {
      await expect(sdkFor(house).getUser({ AccessToken })).rejects.toMatchObject({
        name: 'NotAuthorizedException',
        message: 'Access Token has been revoked',
      })
      await expect(initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: RefreshToken })).rejects.toThrow(
        'Refresh Token has been revoked',
      )
    }
    await signIn(house, pool, 'ada')
  })

  it('ends one session by RevokeToken, and leaves the others', async () => {
    const sdk = sdkFor(house)
    const [here, there] = [await signIn(house, pool, 'ada'), await signIn(house, pool, 'ada')]
    const revoke = (Token: string) => sdk.revokeToken({ ClientId: pool.clientId, Token })
    await revoke(here.RefreshToken)
    await revoke(here.RefreshToken)
    await expect(sdk.getUser({ AccessToken: here.AccessToken })).rejects.toThrow('has been revoked')
    await sdk.getUser({ AccessToken: there.AccessToken })
    await expect(revoke(there.AccessToken)).rejects.toMatchObject({
      name: 'UnsupportedTokenTypeException',
    })
  })

  it('has tokens without origin_jti where the client gave revocation up', async () => {
    const client = await makeClient(house, pool.poolId, { EnableTokenRevocation: false })
    const { AccessToken, RefreshToken } = await signIn(house, client, 'ada')
    expect(claims(AccessToken)).not.toHaveProperty('origin_jti')
    await expect(
      sdkFor(house).revokeToken({ ClientId: client.clientId, Token: RefreshToken }),
    ).rejects.toMatchObject({ name: 'UnsupportedOperationException' })
    await sdkFor(house).globalSignOut({ AccessToken })
    await expect(sdkFor(house).getUser({ AccessToken })).rejects.toThrow('has been revoked')
  })

  describe('in a pool that keeps argon2id', () => {
    it('takes the password and not SRP', async () => {
      const own = await makePool(house, {
        UserPoolTags: { 'poolhouse:password-storage': 'argon2id' },
      })
      await makeUser(house, own, 'bea')
      await signIn(house, own, 'bea')
      await expect(signIn(house, own, 'bea', 'Wrong-One-1')).rejects.toThrow('Incorrect username')
      await expect(
        initiate('USER_SRP_AUTH', { USERNAME: 'bea', SRP_A: 'abc123' }, own.clientId),
      ).rejects.toThrow('SRP is not available in this user pool')
    })
  })

  describe('refuses', () => {
    it.each([
      ['ADMIN_USER_PASSWORD_AUTH', 'Initiate Auth method not supported.'],
      ['ADMIN_NO_SRP_AUTH', 'Initiate Auth method not supported.'],
      ['CUSTOM_AUTH', 'CUSTOM_AUTH flow not enabled for this client'],
      ['USER_AUTH', 'USER_AUTH flow not enabled for this client'],
    ] as const)('%s at a client without it', async (flow, message) => {
      await expect(initiate(flow, { USERNAME: 'ada' })).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message,
      })
    })

    it.each([
      ['USER_PASSWORD_AUTH', { PASSWORD }, 'USERNAME'],
      ['USER_PASSWORD_AUTH', { USERNAME: 'ada' }, 'PASSWORD'],
      ['USER_SRP_AUTH', { USERNAME: 'ada' }, 'SRP_A'],
      ['REFRESH_TOKEN_AUTH', {}, 'REFRESH_TOKEN'],
    ] as const)('%s with %j: a parameter is missing', async (flow, parameters, missing) => {
      await expect(initiate(flow, parameters)).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: `Missing required parameter ${missing}`,
      })
    })

    it('what does not work yet, by its name', async () => {
      const answer = await call(house, 'UpdateAuthEventFeedback', {})
      expect(answer.body.__type).toBe('NotImplementedException')
    })
  })
})

const claims = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
