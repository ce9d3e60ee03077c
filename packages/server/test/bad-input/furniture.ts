/** A house that is lived in: pools, clients, people and sessions, so that inputs reach what is behind. */
import type { ExplicitAuthFlowsType } from '@aws-sdk/client-cognito-identity-provider'
import type { Poolhouse } from '../../src/index.ts'
import { secretHash } from '../../src/rules/secret-hash.ts'
import { makeClient, makePool, makeUser, PASSWORD, signIn } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { currentOf, track } from '../support/session-tracking.ts'

/** A day: tokens stay good for a long run. */
const LONG_LIVED = { AccessTokenValidity: 24, IdTokenValidity: 24 }
const EVERY_FLOW: ExplicitAuthFlowsType[] = [
  ...(['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] as const),
  'ALLOW_ADMIN_USER_PASSWORD_AUTH',
]
/** So many that no sign-in of an input ends the sessions here. */
const MOST_SESSIONS = 100
const ANY_PUBLIC_VALUE = 'abcdef0123456789'

/** Everything real that an input can name. */
export type Furniture = Awaited<ReturnType<typeof furnish>>

/** Throws out what there is, so that the house stays small, and makes one of everything. */
export async function furnish(house: Poolhouse) {
  const sdk = sdkFor(house)
  await clear(house)
  const pool = await makePool(house, {}, { ...LONG_LIVED, ExplicitAuthFlows: EVERY_FLOW })
  const made = await sdk.describeUserPool({ UserPoolId: pool.poolId })
  await track(house, pool, MOST_SESSIONS)
  await sdk.createGroup({ UserPoolId: pool.poolId, GroupName: 'pilots' })
  const hiding = await makeClient(house, pool.poolId, {
    ...LONG_LIVED,
    PreventUserExistenceErrors: 'ENABLED',
  })
  const withSecret = await makeClient(house, pool.poolId, { GenerateSecret: true })
  const elsewhere = await makePool(house, { AliasAttributes: ['email'] })
  const confirmedSub = await makeUser(house, pool, 'ada')
  await sdk.signUp({
    ClientId: pool.clientId,
    Username: 'grace',
    Password: PASSWORD,
    UserAttributes: [{ Name: 'email', Value: 'grace@example.com' }],
  })
  const message = await house.inbox.last('grace@example.com')
  const ended = await signIn(house, pool, 'ada')
  await sdk.revokeToken({ ClientId: pool.clientId, Token: ended.RefreshToken })
  const lost = await currentOf(house, await signIn(house, pool, 'ada'))
  const { AccessToken, IdToken, RefreshToken } = await signIn(house, pool, 'ada')
  const challenge = await sdk.initiateAuth({
    ClientId: pool.clientId,
    AuthFlow: 'USER_SRP_AUTH',
    AuthParameters: { USERNAME: 'ada', SRP_A: ANY_PUBLIC_VALUE },
  })
  await sdk.getUserAttributeVerificationCode({ AccessToken, AttributeName: 'email' })
  const verification = await house.inbox.last('ada')
  await sdk.forgotPassword({ ClientId: pool.clientId, Username: 'ada' })
  const reset = await house.inbox.last('ada')
  return {
    poolId: pool.poolId,
    poolArn: made.UserPool?.Arn ?? '',
    group: 'pilots',
    verificationCode: verification?.code ?? '',
    resetCode: reset?.code ?? '',
    otherPoolId: elsewhere.poolId,
    clientId: pool.clientId,
    hidingClientId: hiding.clientId,
    secretClientId: withSecret.clientId,
    otherClientId: elsewhere.clientId,
    clientSecret: withSecret.clientSecret ?? '',
    secretHash: secretHash('ada', withSecret.clientId, withSecret.clientSecret ?? ''),
    confirmed: 'ada',
    confirmedSub,
    confirmedEmail: 'ada@example.com',
    unconfirmed: 'grace',
    nobody: 'hedy',
    code: message?.code ?? '',
    wrongCode: message?.code === '000000' ? '000001' : '000000',
    password: PASSWORD,
    accessToken: AccessToken,
    idToken: IdToken,
    refreshToken: RefreshToken,
    sessionId: lost,
    ownSessionId: await currentOf(house, { AccessToken }),
    endedAccessToken: ended.AccessToken,
    endedRefreshToken: ended.RefreshToken,
    publicValue: ANY_PUBLIC_VALUE,
    secretBlock: challenge.ChallengeParameters?.SECRET_BLOCK ?? '',
  }
}

/** Pools that an input made with deletion protection stay. */
async function clear(house: Poolhouse): Promise<void> {
  const sdk = sdkFor(house)
  const { UserPools = [] } = await sdk.listUserPools({ MaxResults: 60 })
  const removals = UserPools.map(({ Id }) => sdk.deleteUserPool({ UserPoolId: Id }))
  await Promise.allSettled(removals)
}

/** Whether all of it is still there: an accepted input may have removed a pool, a client or a session. */
export async function isStanding(house: Poolhouse, furniture: Furniture): Promise<boolean> {
  const sdk = sdkFor(house)
  const { poolId, secretClientId, hidingClientId, otherPoolId, otherClientId } = furniture
  const looks = [
    sdk.getUser({ AccessToken: furniture.accessToken }),
    sdk.describeUserPoolClient({ UserPoolId: poolId, ClientId: secretClientId }),
    sdk.describeUserPoolClient({ UserPoolId: poolId, ClientId: hidingClientId }),
    sdk.describeUserPoolClient({ UserPoolId: otherPoolId, ClientId: otherClientId }),
  ]
  return (await Promise.allSettled(looks)).every(({ status }) => status === 'fulfilled')
}
