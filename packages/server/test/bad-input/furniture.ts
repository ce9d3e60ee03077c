/** A house that is lived in: pools, clients, people and sessions, so that inputs reach what is behind. */
import type {
  CreateUserPoolCommandInput,
  ExplicitAuthFlowsType,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Poolhouse } from '../../src/index.ts'
import { secretHash } from '../../src/rules/secret-hash.ts'
import { makePasskey, register } from '../support/authenticator.ts'
import { ALWAYS, confirm, makeUp } from '../support/devices.ts'
import { namedBy } from '../support/functions.ts'
import { DEVELOPER, loginKey, makeIdentityPool } from '../support/identities.ts'
import { CLIENT, type LoginProvider } from '../support/login-provider.ts'
import { addPasskey, beginRegistration, ORIGIN, RP_ID } from '../support/passkeys.ts'
import {
  makeClient,
  makePool,
  makeUser,
  PASSWORD,
  signIn,
  type TestPool,
} from '../support/people.ts'
import { IDENTITY_POOL } from '../support/roles.ts'
import { identitySdkFor, sdkFor } from '../support/sdk.ts'
import { ALL, begin, codeAt } from '../support/second-factor.ts'
import { currentOf, track } from '../support/session-tracking.ts'

/** The function that words messages, which a house of furniture has. */
export const WORDS = 'CustomMessage'

/** A day: tokens stay good for a long run. */
const LONG_LIVED = { AccessTokenValidity: 24, IdTokenValidity: 24 }
const EVERY_FLOW: ExplicitAuthFlowsType[] = [
  ...(['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] as const),
  ...(['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_USER_AUTH', 'ALLOW_CUSTOM_AUTH'] as const),
]
/** So many that no sign-in of an input ends the sessions here. */
const MOST_SESSIONS = 100
const ANY_PUBLIC_VALUE = 'abcdef0123456789'

/** People may begin with anything, have second factors, and sign in on devices that are told apart. */
const OPEN_POOL: Partial<CreateUserPoolCommandInput> = {
  LambdaConfig: namedBy(WORDS),
  DeviceConfiguration: ALWAYS,
  Policies: {
    SignInPolicy: {
      AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'],
    },
  },
}

/** Everything real that an input can name. */
export type Furniture = Awaited<ReturnType<typeof furnish>>

/** Throws out what there is, so that the house stays small, and makes one of everything. */
export async function furnish(house: Poolhouse, outside: LoginProvider) {
  const sdk = sdkFor(house)
  await clear(house)
  const client = { ...LONG_LIVED, ExplicitAuthFlows: EVERY_FLOW }
  const pool = await makePool(house, OPEN_POOL, client)
  await sdk.setUserPoolMfaConfig({
    UserPoolId: pool.poolId,
    MfaConfiguration: 'OPTIONAL',
    ...ALL,
    WebAuthnConfiguration: { RelyingPartyId: RP_ID },
  })
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
  const own = await keep(house, pool, AccessToken)
  await sdk.getUserAttributeVerificationCode({ AccessToken, AttributeName: 'email' })
  const verification = await house.inbox.last('ada')
  await sdk.forgotPassword({ ClientId: pool.clientId, Username: 'ada' })
  const reset = await house.inbox.last('ada')
  const identities = await furnishIdentities(house, { pool, idToken: IdToken, outside })
  return {
    ...identities,
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
    ...own,
    ...(await rotate(house, pool)),
  }
}

/** What somebody signed in keeps of their own: a passkey, an app, devices; and what is about to be one of these. */
async function keep(house: Poolhouse, pool: TestPool, AccessToken: string) {
  const { id: credentialId } = await addPasskey(house, pool, 'ada')
  const device = await confirm(house, await begin(house, pool, 'ada'))
  const { NewDeviceMetadata = {}, ...fresh } =
    (await begin(house, pool, 'ada')).AuthenticationResult ?? {}
  const { device: newDevice, config } = makeUp(NewDeviceMetadata)
  const challenge = await beginRegistration(house, AccessToken)
  const { SecretCode = '' } = await sdkFor(house).associateSoftwareToken({ AccessToken })
  return {
    credentialId,
    credential: register(makePasskey(), { challenge, origin: ORIGIN, rpId: RP_ID }),
    deviceKey: device.key,
    newDeviceKey: newDevice.key,
    newDeviceAccessToken: fresh.AccessToken ?? '',
    verifierConfig: config,
    totpCode: codeAt(SecretCode, house.clock.now()),
  }
}

/** A refresh token that was exchanged for the next, and that one. */
async function rotate(house: Poolhouse, pool: TestPool) {
  const { clientId } = await makeClient(house, pool.poolId, {
    ...LONG_LIVED,
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
  })
  const { RefreshToken } = await signIn(house, { clientId }, 'ada')
  const next = await sdkFor(house).getTokensFromRefreshToken({ ClientId: clientId, RefreshToken })
  return {
    rotatingClientId: clientId,
    exchangedRefreshToken: RefreshToken,
    nextRefreshToken: next.AuthenticationResult?.RefreshToken ?? '',
  }
}

/** Identity pools with a guest, people of a user pool and of a provider outside, and two users of a backend. */
async function furnishIdentities(
  house: Poolhouse,
  { pool, idToken, outside }: { pool: TestPool; idToken: string; outside: LoginProvider },
) {
  const sdk = identitySdkFor(house)
  const IdentityPoolId = await makeIdentityPool(house, [pool], {
    IdentityPoolTags: { _custom_id_: IDENTITY_POOL },
    SupportedLoginProviders: { [SOCIAL]: CLIENT },
    OpenIdConnectProviderARNs: [outside.name, AWAY].map(
      (name) => `arn:aws:iam::000000000000:oidc-provider/${name}`,
    ),
  })
  const role = `arn:aws:iam::000000000000:role/${ANY_ROLE}`
  const Roles = { authenticated: role, unauthenticated: role }
  await sdk.setIdentityPoolRoles({ IdentityPoolId, Roles })
  const otherIdentityPoolId = await makeIdentityPool(house)
  const logins = { [loginKey(pool.poolId)]: idToken }
  const outsideLogins = { [outside.name]: outside.token() }
  const awayLogins = { [AWAY]: outside.token({ iss: `http://${AWAY}` }) }
  const register = (user: string) =>
    sdk.getOpenIdTokenForDeveloperIdentity({ IdentityPoolId, Logins: { [DEVELOPER]: user } })
  const guest = await sdk.getId({ IdentityPoolId })
  const owner = await sdk.getId({ IdentityPoolId, Logins: logins })
  const kim = await register('kim')
  await register('lee')
  const other = await sdk.getId({ IdentityPoolId, Logins: outsideLogins })
  const elsewhere = await sdk.getId({ IdentityPoolId: otherIdentityPoolId })
  const ownLogins = { 'cognito-identity.amazonaws.com': kim.Token ?? '' }
  return {
    identityPoolId: IdentityPoolId,
    otherIdentityPoolId,
    identityPoolArn: `arn:aws:cognito-identity:us-east-1:000000000000:identitypool/${IdentityPoolId}`,
    identityId: owner.IdentityId ?? '',
    guestId: guest.IdentityId ?? '',
    developerId: kim.IdentityId ?? '',
    outsideId: other.IdentityId ?? '',
    otherIdentityId: elsewhere.IdentityId ?? '',
    identityIds: [guest.IdentityId, 'us-east-1:00000000-0000-4000-8000-000000000000'],
    developerProvider: DEVELOPER,
    loginName: loginKey(pool.poolId),
    loginNames: [loginKey(pool.poolId), 'not.linked'],
    outsideName: outside.name,
    logins,
    outsideLogins,
    awayLogins,
    bothLogins: { ...logins, ...outsideLogins },
    socialLogins: { [SOCIAL]: 'an access token' },
    developerOutsideLogins: { [DEVELOPER]: 'nobody', ...outsideLogins },
    developerAwayLogins: { [DEVELOPER]: 'kim', ...awayLogins },
    ownLogins,
    mixedLogins: { ...logins, ...ownLogins },
    developerLogins: { [DEVELOPER]: 'kim' },
    foreignLogins: { 'accounts.google.com': idToken },
    brokenLogins: { [loginKey(pool.poolId)]: `${idToken}x` },
    noLogins: {},
  }
}

/** A provider that is asked about tokens, and takes every one. */
export const SOCIAL = 'www.amazon.com'

/** A provider that nobody can ask: nothing listens there. */
const AWAY = '127.0.0.1:9'

/** The name of the role that `IDENTITY_POOL` gives: to be made once, before all furniture. */
export const ANY_ROLE = 'x'

/** Pools that an input made with deletion protection stay. */
async function clear(house: Poolhouse): Promise<void> {
  const sdk = sdkFor(house)
  const { UserPools = [] } = await sdk.listUserPools({ MaxResults: 60 })
  const removals = UserPools.map(({ Id }) => sdk.deleteUserPool({ UserPoolId: Id }))
  await Promise.allSettled(removals)
  const identities = identitySdkFor(house)
  const { IdentityPools = [] } = await identities.listIdentityPools({ MaxResults: 60 })
  for (const { IdentityPoolId } of IdentityPools) {
    await identities.deleteIdentityPool({ IdentityPoolId })
  }
}

/** Whether all of it is still there: an accepted input may have removed a pool, a client or a session. */
export async function isStanding(house: Poolhouse, furniture: Furniture): Promise<boolean> {
  const sdk = sdkFor(house)
  const { poolId, secretClientId, hidingClientId, otherPoolId, otherClientId } = furniture
  const { identityPoolId, identityId, guestId } = furniture
  const identities = identitySdkFor(house)
  const lookUp = { IdentityPoolId: identityPoolId, DeveloperUserIdentifier: 'kim' }
  const looks = [
    identities.describeIdentity({ IdentityId: identityId }),
    identities.describeIdentity({ IdentityId: guestId }),
    identities.lookupDeveloperIdentity(lookUp),
    sdk.getUser({ AccessToken: furniture.accessToken }),
    sdk.describeUserPoolClient({ UserPoolId: poolId, ClientId: secretClientId }),
    sdk.describeUserPoolClient({ UserPoolId: poolId, ClientId: hidingClientId }),
    sdk.describeUserPoolClient({ UserPoolId: otherPoolId, ClientId: otherClientId }),
  ]
  return (await Promise.allSettled(looks)).every(({ status }) => status === 'fulfilled')
}
