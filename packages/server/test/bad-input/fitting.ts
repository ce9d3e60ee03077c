/** Tables of what fits into which member, alone and together. */
import fc from 'fast-check'
import { STANDS, type StandName } from '../attacks/stands.ts'
import type { Piece, Real, RealMap } from './real-members.ts'

const piece = (...names: readonly Piece[]): fc.Arbitrary<Real> =>
  fc.constantFrom(...names.map((name) => ({ piece: name })))
const value = (...values: readonly unknown[]): fc.Arbitrary<Real> =>
  fc.constantFrom(...values.map((each) => ({ value: each })))
const absent = value(undefined)

const person = piece(
  ...(['confirmed', 'confirmed', 'unconfirmed', 'unconfirmed', 'nobody'] as const),
  ...(['confirmedSub', 'confirmedEmail'] as const),
)
const client = piece(
  ...(['clientId', 'clientId', 'clientId', 'hidingClientId'] as const),
  ...(['secretClientId', 'otherClientId'] as const),
)
const refreshToken = piece('refreshToken', 'refreshToken', 'endedRefreshToken', 'idToken')
const accessToken = piece(
  ...(['accessToken', 'accessToken', 'endedAccessToken', 'idToken', 'refreshToken'] as const),
)
const deviceKey = piece('deviceKey', 'deviceKey', 'newDeviceKey')
const challenge = value(...new Set(Object.keys(STANDS).map((name) => name.split(/[ ,]/)[0])))
const nonsense = value('', ' ', 'x', '{}', '__proto__', '漢字 😀', '0'.repeat(2000))

/** What AuthParameters and ChallengeResponses may hold: their shape says no more than "strings". */
const PARAMETERS: Readonly<Record<string, fc.Arbitrary<Real>>> = {
  USERNAME: fc.oneof({ weight: 5, arbitrary: person }, nonsense),
  PASSWORD: fc.oneof({ weight: 3, arbitrary: piece('password') }, nonsense),
  SRP_A: fc.oneof({ weight: 3, arbitrary: piece('publicValue') }, value('0', 'xyz'), nonsense),
  REFRESH_TOKEN: fc.oneof({ weight: 3, arbitrary: refreshToken }, nonsense),
  SECRET_HASH: fc.oneof({ weight: 3, arbitrary: piece('secretHash') }, nonsense),
  PASSWORD_CLAIM_SECRET_BLOCK: fc.oneof({ weight: 5, arbitrary: piece('secretBlock') }, nonsense),
  PASSWORD_CLAIM_SIGNATURE: fc.oneof({ weight: 3, arbitrary: value('AAAA') }, nonsense),
  TIMESTAMP: fc.oneof({ weight: 5, arbitrary: value('Sat Nov 14 12:00:00 UTC 2026') }, nonsense),
  PREFERRED_CHALLENGE: fc.oneof({ weight: 5, arbitrary: challenge }, nonsense),
  ANSWER: fc.oneof({ weight: 5, arbitrary: challenge }, nonsense),
  NEW_PASSWORD: fc.oneof({ weight: 3, arbitrary: piece('password') }, nonsense),
  'userAttributes.email': fc.oneof(value('x@example.com'), absent, nonsense),
  EMAIL: fc.oneof(absent, absent, value('x@example.com'), nonsense),
  SMS_MFA_CODE: fc.oneof(piece('wrongCode'), nonsense),
  EMAIL_OTP_CODE: fc.oneof(piece('wrongCode'), nonsense),
  SMS_OTP_CODE: fc.oneof(piece('wrongCode'), nonsense),
  SOFTWARE_TOKEN_MFA_CODE: fc.oneof(piece('wrongCode'), nonsense),
  CREDENTIAL: fc.oneof(
    value('{"id":"a","rawId":"a","type":"public-key","response":{}}', 'null', '[]'),
    nonsense,
  ),
  DEVICE_KEY: fc.oneof({ weight: 3, arbitrary: deviceKey }, absent, nonsense),
  CHALLENGE_NAME: fc.oneof(value('SRP_A'), absent, nonsense),
  TARGET_ACR_VALUES: fc.oneof(
    { weight: 4, arbitrary: absent },
    value('urn:cognito:loa:4', 'urn:cognito:loa:4 urn:cognito:loa:1', 'urn:cognito:loa:9'),
    nonsense,
  ),
  ACCESS_TOKEN: fc.oneof({ weight: 4, arbitrary: absent }, accessToken, nonsense),
  MAX_AGE: fc.oneof({ weight: 4, arbitrary: absent }, value('0', '30', '-1', '1e9'), nonsense),
}

const parameters: fc.Arbitrary<Real> = usually(PARAMETERS).map((map) => ({ map }))

/** Members of which nearly every value is refused, before what is behind them is reached. */
const USUALLY_ABSENT = [
  ...['AccessTokenValidity', 'AliasAttributes', 'CallbackURLs', 'DefaultRedirectURI'],
  ...['ExplicitAuthFlows', 'IdTokenValidity', 'IssuerConfiguration'],
  ...['KeyConfiguration', 'LambdaConfig', 'LogoutURLs', 'MfaConfiguration'],
  ...['NextToken', 'Policies', 'ReadAttributes', 'RefreshTokenRotation'],
  ...['RefreshTokenValidity', 'Schema', 'Session', 'TokenValidityUnits'],
  ...[
    'UserAttributeUpdateSettings',
    'UserPoolAddOns',
    'UsernameAttributes',
    'VerificationMessageTemplate',
  ],
  ...['WriteAttributes', 'SamlProviderARNs', 'SupportedLoginProviders'],
  ...['OpenIdConnectProviderARNs', 'CognitoIdentityProviders', 'RoleMappings'],
]

const identity = piece(
  ...([
    'identityId',
    'identityId',
    'guestId',
    'developerId',
    'otherIdentityId',
    'outsideId',
  ] as const),
)
const developerUser = value('kim', 'lee', 'nobody')
const role = value('arn:aws:iam::000000000000:role/x', 'arn:aws:iam::000000000000:role/y')

/** What fits into members of identity pools' operations. */
const FITTING_IDENTITIES: Readonly<Record<string, fc.Arbitrary<Real>>> = {
  IdentityPoolId: piece('identityPoolId', 'identityPoolId', 'otherIdentityPoolId'),
  IdentityId: identity,
  IdentityIdsToDelete: piece('identityIds'),
  Logins: piece(
    ...(['logins', 'logins', 'foreignLogins', 'ownLogins', 'developerLogins'] as const),
    ...(['brokenLogins', 'noLogins', 'mixedLogins', 'outsideLogins', 'awayLogins'] as const),
    ...(['bothLogins', 'developerOutsideLogins', 'developerAwayLogins', 'socialLogins'] as const),
  ),
  LoginsToRemove: piece('loginNames'),
  DeveloperProviderName: piece('developerProvider'),
  DeveloperUserIdentifier: developerUser,
  SourceUserIdentifier: developerUser,
  DestinationUserIdentifier: developerUser,
  IdentityProviderName: piece('loginName', 'outsideName'),
  CustomRoleArn: fc.oneof({ weight: 2, arbitrary: absent }, role),
  Roles: value({ authenticated: 'arn:aws:iam::000000000000:role/x' }, {}),
}

/** What fits into members of these names. One that stands nowhere here keeps what was generated. */
export const FITTING: Readonly<Record<string, fc.Arbitrary<Real>>> = {
  UserPoolId: piece('poolId', 'poolId', 'poolId', 'otherPoolId'),
  ClientId: client,
  ClientSecret: piece('clientSecret'),
  Username: person,
  Password: piece('password'),
  PreviousPassword: piece('password'),
  ProposedPassword: piece('password'),
  ConfirmationCode: piece('code', 'resetCode', 'wrongCode', 'wrongCode'),
  Code: piece('verificationCode', 'wrongCode'),
  GroupName: piece('group'),
  ResourceArn: piece('poolArn', 'identityPoolArn'),
  AttributeName: value('email', 'phone_number', 'custom:x'),
  UserAttributeNames: value(['email'], ['name'], ['sub'], []),
  AccessToken: accessToken,
  UserCode: piece('totpCode', 'wrongCode'),
  DeviceKey: deviceKey,
  DeviceSecretVerifierConfig: piece('verifierConfig'),
  Credential: piece('credential'),
  CredentialId: piece('credentialId'),
  RefreshToken: refreshToken,
  SessionId: piece('sessionId', 'ownSessionId'),
  Token: piece('refreshToken', 'accessToken', 'endedRefreshToken'),
  AuthFlow: value(
    ...['USER_PASSWORD_AUTH', 'USER_SRP_AUTH', 'REFRESH_TOKEN_AUTH', 'ADMIN_USER_PASSWORD_AUTH'],
    ...['USER_AUTH', 'USER_AUTH', 'CUSTOM_AUTH'],
  ),
  ChallengeName: challenge,
  SecretHash: piece('secretHash'),
  UserAttributes: value(
    [{ Name: 'email', Value: 'x@example.com' }],
    [{ Name: 'email', Value: 'x' }],
  ),
  AuthParameters: parameters,
  ChallengeResponses: parameters,
  ...FITTING_IDENTITIES,
  ...Object.fromEntries(USUALLY_ABSENT.map((name) => [name, absent])),
}

/** A begun sign-in, answered with what is right but for some members. */
const begunSignIn: fc.Arbitrary<RealMap> = fc
  .record({
    of: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...(Object.keys(STANDS) as StandName[])) }, // of its own keys
      // The right answers to these send messages, which few others do.
      { weight: 1, arbitrary: fc.constantFrom<StandName>('SELECT_MFA_TYPE', 'MFA_SETUP') },
    ),
    but: fc.dictionary(fc.constantFrom(...Object.keys(PARAMETERS)), nonsense, { maxKeys: 1 }),
  })
  .map(({ of, but }) => ({
    UserPoolId: { of, part: 'poolId' },
    ClientId: { of, part: 'clientId' },
    ChallengeName: { of, part: 'challenge' },
    Session: { of, part: 'Session' },
    ChallengeResponses: { answerTo: of, but },
  }))

const stepUp: fc.Arbitrary<RealMap> = fc
  .record({
    USERNAME: person,
    ACCESS_TOKEN: accessToken,
    TARGET_ACR_VALUES: value('urn:cognito:loa:4', 'urn:cognito:loa:3', 'urn:cognito:loa:1'),
    MAX_AGE: fc.oneof(absent, value('0', '3600')),
  })
  .map((map) => ({
    UserPoolId: { piece: 'poolId' },
    ClientId: { piece: 'clientId' },
    AuthFlow: { value: 'USER_AUTH' },
    AuthParameters: { map },
  }))

const bySession: RealMap = { AccessToken: { value: undefined }, Session: { setUp: 'Session' } }

/** Somebody whom a provider outside knows, or could know if it could be asked. */
const comeFromOutside: fc.Arbitrary<RealMap> = piece(
  ...(['outsideLogins', 'awayLogins', 'bothLogins', 'socialLogins'] as const),
).map((Logins) => ({
  IdentityPoolId: { piece: 'identityPoolId' },
  IdentityId: { piece: 'outsideId' },
  Logins,
  CustomRoleArn: { value: undefined },
}))

/** Members that reach further together than each alone. */
export const TOGETHER: Readonly<Record<string, fc.Arbitrary<RealMap>>> = {
  InitiateAuth: stepUp,
  AdminInitiateAuth: stepUp,
  RespondToAuthChallenge: begunSignIn,
  AdminRespondToAuthChallenge: begunSignIn,
  AssociateSoftwareToken: fc.constantFrom<RealMap>(bySession, {
    ...bySession,
    Session: { of: 'MFA_SETUP', part: 'Session' },
  }),
  VerifySoftwareToken: fc.constantFrom<RealMap>({
    ...bySession,
    UserCode: { setUp: 'UserCode' },
  }),
  ConfirmDevice: fc.constant({
    AccessToken: { piece: 'newDeviceAccessToken' },
    DeviceKey: { piece: 'newDeviceKey' },
  }),
  GetId: comeFromOutside,
  GetOpenIdToken: comeFromOutside,
  GetCredentialsForIdentity: comeFromOutside,
  UnlinkIdentity: comeFromOutside,
  GetOpenIdTokenForDeveloperIdentity: piece('developerOutsideLogins', 'developerAwayLogins').map(
    (Logins) => ({
      IdentityPoolId: { piece: 'identityPoolId' },
      IdentityId: { value: undefined },
      Logins,
    }),
  ),
  GetTokensFromRefreshToken: piece('exchangedRefreshToken', 'nextRefreshToken').map(
    (RefreshToken) => ({
      ClientId: { piece: 'rotatingClientId' },
      RefreshToken,
      DeviceKey: { value: undefined },
      ClientSecret: { value: undefined },
    }),
  ),
}

/** Whether an operation goes on with a sign-in that was begun. */
export const takesBegunSignIn = (operation: string): boolean =>
  ['AuthChallenge', 'SoftwareToken'].some((name) => operation.endsWith(name)) &&
  operation in TOGETHER

/** Whether it is one of a sign-in, or changes what people sign in with. */
export const isOfSignIn = (operation: string): boolean =>
  /InitiateAuth$|AuthChallenge$|SoftwareToken$|Device|WebAuthn|UserMFAPreference/.test(operation)

/** Each of the members most of the time, so that often all of them are there. */
export function usually(
  members: Readonly<Record<string, fc.Arbitrary<Real>>>,
): fc.Arbitrary<RealMap> {
  const options = Object.entries(members).map(
    ([name, real]) => [name, fc.option(real, { freq: 7, nil: undefined })] as const,
  )
  return fc.record(Object.fromEntries(options))
}
