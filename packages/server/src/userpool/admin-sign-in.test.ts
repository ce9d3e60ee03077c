import type { AuthFlowType } from '@aws-sdk/client-cognito-identity-provider'
import { beforeAll, expect, it } from 'vitest'
import {
  makeClient,
  makePool,
  makeUser,
  PASSWORD,
  signIn,
  type TestPool,
} from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { challenge, prove } from '../../test/support/srp-client.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

onEachStore('sign-in by an administrator', (open) => {
  let house: Poolhouse
  let pool: TestPool
  let clientId: string
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
    await makeUser(house, pool, 'ada')
    const made = await makeClient(house, pool.poolId, {
      ExplicitAuthFlows: [
        'ALLOW_ADMIN_USER_PASSWORD_AUTH',
        'ALLOW_USER_SRP_AUTH',
        'ALLOW_REFRESH_TOKEN_AUTH',
      ],
    })
    clientId = made.clientId
  })
  const initiate = (
    AuthFlow: AuthFlowType,
    AuthParameters: Record<string, string>,
    at = clientId,
  ) =>
    sdkFor(house).adminInitiateAuth({
      UserPoolId: pool.poolId,
      ClientId: at,
      AuthFlow,
      AuthParameters,
    })

  it.each(['ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'] as const)('%s', async (flow) => {
    const { AuthenticationResult } = await initiate(flow, { USERNAME: 'ada', PASSWORD })
    const { Username } = await sdkFor(house).getUser({
      AccessToken: AuthenticationResult?.AccessToken,
    })
    expect(Username).toBe('ada')
    await expect(
      initiate(flow, { USERNAME: 'ada', PASSWORD: 'Wrong-One-1' }),
    ).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    })
    await expect(initiate(flow, { USERNAME: 'nobody', PASSWORD })).rejects.toMatchObject({
      name: 'UserNotFoundException',
    })
  })

  it('by SRP, from the first call to the last', async () => {
    const own = await challenge(house, { clientId }, 'ada')
    const { ChallengeName, ChallengeParameters: parameters = {} } = await initiate(
      'USER_SRP_AUTH',
      {
        USERNAME: 'ada',
        SRP_A: own.A.toString(16),
      },
    )
    const answer = (password: string) =>
      sdkFor(house).adminRespondToAuthChallenge({
        UserPoolId: pool.poolId,
        ClientId: clientId,
        ChallengeName,
        ChallengeResponses: prove({ ...own, parameters }, { poolId: pool.poolId, password }),
      })
    await expect(answer('Wrong-One-1')).rejects.toThrow('Incorrect username or password.')
    const { AuthenticationResult } = await answer(PASSWORD)
    expect(AuthenticationResult?.AccessToken).toBeTruthy()
    await expect(answer(PASSWORD)).rejects.toThrow('Invalid session for the user.')
  })

  it('refresh, by both names of the flow', async () => {
    const { AuthenticationResult } = await initiate('ADMIN_USER_PASSWORD_AUTH', {
      USERNAME: 'ada',
      PASSWORD,
    })
    const REFRESH_TOKEN = AuthenticationResult?.RefreshToken ?? ''
    for (const flow of ['REFRESH_TOKEN_AUTH', 'REFRESH_TOKEN'] as const) {
      const renewed = await initiate(flow, { REFRESH_TOKEN })
      expect(renewed.AuthenticationResult?.AccessToken).toBeTruthy()
    }
  })

  it('is refused at a client without the flow, and for USER_PASSWORD_AUTH always', async () => {
    await expect(
      initiate('ADMIN_USER_PASSWORD_AUTH', { USERNAME: 'ada', PASSWORD }, pool.clientId),
    ).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Auth flow not enabled for this client',
    })
    await expect(
      initiate('USER_PASSWORD_AUTH', { USERNAME: 'ada', PASSWORD }),
    ).rejects.toMatchObject({ message: 'Initiate Auth method not supported.' })
  })

  it('ends everywhere by AdminUserGlobalSignOut', async () => {
    const { AccessToken, RefreshToken } = await signIn(house, pool, 'ada')
    const sdk = sdkFor(house)
    await sdk.adminUserGlobalSignOut({ UserPoolId: pool.poolId, Username: 'ada' })
    await expect(sdk.getUser({ AccessToken })).rejects.toThrow('Access Token has been revoked')
    await expect(
      sdk.getTokensFromRefreshToken({ ClientId: pool.clientId, RefreshToken }),
    ).rejects.toThrow('Refresh Token has been revoked')
    await expect(
      sdk.adminUserGlobalSignOut({ UserPoolId: pool.poolId, Username: 'nobody' }),
    ).rejects.toMatchObject({ name: 'UserNotFoundException' })
  })
})
