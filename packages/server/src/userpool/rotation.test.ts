import type { AuthFlowType } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeClient, makePool, makeUser, signIn, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const REUSED = {
  name: 'RefreshTokenReuseException',
  message: 'Refresh Token has been used already',
}
const REVOKED = { name: 'NotAuthorizedException', message: 'Refresh Token has been revoked' }
const FLOWS = ['ALLOW_USER_PASSWORD_AUTH' as const]

onEachStore('refresh token rotation', (open) => {
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
    await makeUser(house, pool, 'ada')
  })

  /** A client whose tokens rotate, and the tokens of somebody who signed in there. */
  const begin = async (RetryGracePeriodSeconds: number, settings = {}) => {
    const { clientId } = await makeClient(house, pool.poolId, {
      ExplicitAuthFlows: FLOWS,
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds },
      ...settings,
    })
    const tokens = await signIn(house, { clientId }, 'ada')
    const exchange = async (RefreshToken: string | undefined) => {
      const sdk = sdkFor(house)
      const answer = await sdk.getTokensFromRefreshToken({ ClientId: clientId, RefreshToken })
      return answer.AuthenticationResult
    }
    return { ...tokens, clientId, exchange }
  }
  const whoHas = async (AccessToken: string | undefined) =>
    (await sdkFor(house).getUser({ AccessToken })).Username

  it('answers with new tokens and the next refresh token, which is good for the one after', async () => {
    const { RefreshToken, exchange } = await begin(0)
    const first = await exchange(RefreshToken)
    expect(first).toEqual({
      AccessToken: expect.any(String),
      IdToken: expect.any(String),
      RefreshToken: expect.stringMatching(/^eyJ/),
      TokenType: 'Bearer',
      ExpiresIn: 3600,
    })
    expect(first?.RefreshToken).not.toBe(RefreshToken)
    const second = await exchange(first?.RefreshToken)
    expect(await whoHas(second?.AccessToken)).toBe('ada')
    await exchange(second?.RefreshToken)
  })

  describe('without a grace', () => {
    it('refuses a token that was exchanged, and ends the session with all its tokens', async () => {
      const { RefreshToken, AccessToken, exchange } = await begin(0)
      const next = await exchange(RefreshToken)
      await expect(exchange(RefreshToken)).rejects.toMatchObject(REUSED)
      await expect(exchange(next?.RefreshToken)).rejects.toMatchObject(REVOKED)
      await expect(exchange(RefreshToken)).rejects.toMatchObject(REVOKED)
      for (const token of [AccessToken, next?.AccessToken]) {
        await expect(whoHas(token)).rejects.toThrow('Access Token has been revoked')
      }
    })

    it('leaves the person’s other sessions alone', async () => {
      const { RefreshToken, exchange, clientId } = await begin(0)
      const other = await signIn(house, { clientId }, 'ada')
      await exchange(RefreshToken)
      await expect(exchange(RefreshToken)).rejects.toMatchObject(REUSED)
      await exchange(other.RefreshToken)
    })

    it('gives one next token to two requests that race, and takes the other for a thief', async () => {
      const { RefreshToken, exchange } = await begin(0)
      const answers = await Promise.allSettled([exchange(RefreshToken), exchange(RefreshToken)])
      const won = answers.flatMap((a) => (a.status === 'fulfilled' ? [a.value] : []))
      const lost = answers.flatMap((a) => (a.status === 'rejected' ? [a.reason] : []))
      expect([won.length, lost.length]).toEqual([1, 1])
      expect(lost[0]).toMatchObject(REUSED)
      await expect(exchange(won[0]?.RefreshToken)).rejects.toMatchObject(REVOKED)
    })
  })

  describe('with a grace', () => {
    it('takes the token before once more, for as long as it lasts', async () => {
      const { RefreshToken, exchange } = await begin(60)
      const next = await exchange(RefreshToken)
      house.clock.advance('59s')
      const again = await exchange(RefreshToken)
      expect(await whoHas(again?.AccessToken)).toBe('ada')
      house.clock.advance('2s')
      await expect(exchange(RefreshToken)).rejects.toMatchObject(REUSED)
      for (const token of [next, again]) {
        await expect(exchange(token?.RefreshToken)).rejects.toMatchObject(REVOKED)
      }
    })

    it('does not begin anew when it is used', async () => {
      const { RefreshToken, exchange } = await begin(10)
      await exchange(RefreshToken)
      house.clock.advance('8s')
      await exchange(RefreshToken)
      house.clock.advance('8s')
      await expect(exchange(RefreshToken)).rejects.toMatchObject(REUSED)
    })

    it('takes no token but the one before', async () => {
      const { RefreshToken, exchange } = await begin(60)
      const next = await exchange(RefreshToken)
      await exchange(next?.RefreshToken)
      await expect(exchange(RefreshToken)).rejects.toMatchObject(REUSED)
    })

    it('answers two requests that race, and moves on once', async () => {
      const { RefreshToken, exchange } = await begin(60)
      const [one, other] = await Promise.all([exchange(RefreshToken), exchange(RefreshToken)])
      // Moved on twice, the first token would be two behind by now, and theft.
      await exchange(RefreshToken)
      const third = await exchange(one?.RefreshToken)
      const same = await exchange(other?.RefreshToken)
      for (const tokens of [third, same]) expect(await whoHas(tokens?.AccessToken)).toBe('ada')
      await expect(exchange(RefreshToken)).rejects.toMatchObject(REUSED)
    })
  })

  it('does not make a session last longer', async () => {
    const { RefreshToken, exchange } = await begin(0, {
      RefreshTokenValidity: 2,
      TokenValidityUnits: { RefreshToken: 'hours' },
    })
    house.clock.advance('119m')
    const next = await exchange(RefreshToken)
    house.clock.advance('1m')
    await expect(exchange(next?.RefreshToken)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Refresh Token has expired',
    })
  })

  it('is not for REFRESH_TOKEN_AUTH', async () => {
    const initiate = (ClientId: string, REFRESH_TOKEN: string, AuthFlow: AuthFlowType) =>
      sdkFor(house).initiateAuth({ ClientId, AuthFlow, AuthParameters: { REFRESH_TOKEN } })
    const { RefreshToken, clientId, exchange } = await begin(0)
    await expect(initiate(clientId, RefreshToken, 'REFRESH_TOKEN_AUTH')).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'REFRESH_TOKEN_AUTH flow not enabled for this client',
    })
    await exchange(RefreshToken)

    // A client without flows of its own has REFRESH_TOKEN_AUTH among Cognito's.
    const old = await begin(0, { RefreshTokenRotation: undefined })
    const ids = { UserPoolId: pool.poolId, ClientId: old.clientId }
    const RefreshTokenRotation = { Feature: 'ENABLED' as const }
    await sdkFor(house).updateUserPoolClient({ ...ids, RefreshTokenRotation })
    for (const flow of ['REFRESH_TOKEN_AUTH', 'REFRESH_TOKEN'] as const) {
      await expect(initiate(old.clientId, old.RefreshToken, flow)).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message:
          'Refresh token rotation is enabled for this client: use GetTokensFromRefreshToken.',
      })
    }
    const next = await old.exchange(old.RefreshToken)
    expect(next?.RefreshToken).toEqual(expect.any(String))
  })

  it('ends by RevokeToken with any of its tokens', async () => {
    for (const isLatest of [true, false]) {
      const { RefreshToken, clientId, exchange } = await begin(60)
      const next = await exchange(RefreshToken)
      const Token = isLatest ? next?.RefreshToken : RefreshToken
      await sdkFor(house).revokeToken({ ClientId: clientId, Token })
      for (const token of [RefreshToken, next?.RefreshToken]) {
        await expect(exchange(token)).rejects.toMatchObject(REVOKED)
      }
      await expect(whoHas(next?.AccessToken)).rejects.toThrow('has been revoked')
    }
  })

  it('ends by a global sign-out, the person’s own or an administrator’s', async () => {
    const signOuts = [
      (AccessToken: string | undefined) => sdkFor(house).globalSignOut({ AccessToken }),
      () => sdkFor(house).adminUserGlobalSignOut({ UserPoolId: pool.poolId, Username: 'ada' }),
    ]
    for (const signOut of signOuts) {
      const { RefreshToken, exchange } = await begin(60)
      const next = await exchange(RefreshToken)
      await signOut(next?.AccessToken)
      for (const token of [RefreshToken, next?.RefreshToken]) {
        await expect(exchange(token)).rejects.toMatchObject(REVOKED)
      }
    }
  })

  it('leaves an exchanged token worth nothing after it is turned off', async () => {
    const { RefreshToken, clientId, exchange } = await begin(60)
    const next = await exchange(RefreshToken)
    const ids = { UserPoolId: pool.poolId, ClientId: clientId }
    await sdkFor(house).updateUserPoolClient(ids)
    const byFlow = (REFRESH_TOKEN: string | undefined) =>
      sdkFor(house).initiateAuth({
        ClientId: clientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: REFRESH_TOKEN ?? '' },
      })
    await expect(exchange(RefreshToken)).rejects.toMatchObject(REVOKED)
    await expect(byFlow(RefreshToken)).rejects.toMatchObject(REVOKED)
    const renewed = await exchange(next?.RefreshToken)
    expect(renewed?.RefreshToken).toBeUndefined()
    await byFlow(next?.RefreshToken)
  })
})
