/** Second factors: pools that want them, people who have them, and a sign-in with one call by call. */
import type {
  ChallengeNameType,
  CreateUserPoolClientCommandInput,
  CreateUserPoolCommandInput,
  RespondToAuthChallengeCommandOutput,
  SetUserPoolMfaConfigCommandInput,
  UserPoolMfaType,
} from '@aws-sdk/client-cognito-identity-provider'
import { Secret, TOTP } from 'otpauth'
import { expect } from 'vitest'
import { makePool, PASSWORD, signIn, type TestPool } from './people.ts'
import { type AnsweringHouse, sdkFor } from './sdk.ts'

type Values = Readonly<Record<string, string>>
type App = Pick<TestPool, 'clientId'>
type Factors = Omit<SetUserPoolMfaConfigCommandInput, 'UserPoolId' | 'MfaConfiguration'>

export const SMS_ROLE = { SnsCallerArn: 'arn:aws:iam::000000000000:role/sms' }

/** Every second factor that works. */
export const ALL: Factors = {
  SmsMfaConfiguration: { SmsConfiguration: SMS_ROLE },
  SoftwareTokenMfaConfiguration: { Enabled: true },
  EmailMfaConfiguration: {},
}

/** Every flow that starts with a password. */
export const EVERY_FLOW = [
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
] as const

/** A pool that asks for second factors. */
export async function makeMfaPool(
  house: AnsweringHouse,
  MfaConfiguration: UserPoolMfaType,
  factors: Factors = ALL,
  client: Partial<CreateUserPoolClientCommandInput> = {},
  more: Partial<CreateUserPoolCommandInput> = {},
): Promise<TestPool> {
  const pool = await makePool(house, more, { ExplicitAuthFlows: [...EVERY_FLOW], ...client })
  const UserPoolId = pool.poolId
  await sdkFor(house).setUserPoolMfaConfig({ UserPoolId, MfaConfiguration, ...factors })
  return pool
}

/** Adds somebody with a password of their own. Answers how an administrator names them. */
export async function addPerson(
  house: AnsweringHouse,
  { poolId }: Pick<TestPool, 'poolId'>,
  Username: string,
  attributes: Values = {},
): Promise<{ UserPoolId: string; Username: string }> {
  const ids = { UserPoolId: poolId, Username }
  const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }))
  await sdkFor(house).adminCreateUser({ ...ids, UserAttributes, MessageAction: 'SUPPRESS' })
  await sdkFor(house).adminSetUserPassword({ ...ids, Password: PASSWORD, Permanent: true })
  return ids
}

/** What an authenticator app shows at a time. */
export const codeAt = (secret: string, timestamp: number): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp })

/** Sets an authenticator app up for somebody signed in. Answers its secret. */
export async function setUpApp(
  house: AnsweringHouse & { clock: { now(): number } },
  AccessToken: string,
  FriendlyDeviceName?: string,
): Promise<string> {
  const sdk = sdkFor(house)
  const { SecretCode = '' } = await sdk.associateSoftwareToken({ AccessToken })
  const UserCode = codeAt(SecretCode, house.clock.now())
  await sdk.verifySoftwareToken({ AccessToken, UserCode, FriendlyDeviceName })
  return SecretCode
}

/** The same, and prefers it. */
export async function enrol(
  house: AnsweringHouse & { clock: { now(): number } },
  AccessToken: string,
  FriendlyDeviceName?: string,
): Promise<string> {
  const sdk = sdkFor(house)
  const SecretCode = await setUpApp(house, AccessToken, FriendlyDeviceName)
  const SoftwareTokenMfaSettings = { Enabled: true, PreferredMfa: true }
  await sdk.setUserMFAPreference({ AccessToken, SoftwareTokenMfaSettings })
  return SecretCode
}

/** Adds somebody with an authenticator app, to a pool that leaves it to its people. */
export async function addWithApp(
  house: AnsweringHouse & { clock: { now(): number; advance(time: string): void } },
  pool: TestPool,
  Username: string,
  attributes: Values = {},
) {
  const ids = await addPerson(house, pool, Username, attributes)
  const tokens = await signIn(house, pool, Username)
  const secret = await enrol(house, tokens.AccessToken)
  house.clock.advance('30s')
  return { ids, tokens, secret, USERNAME: Username }
}

/** Signs in by password; the answer is a challenge, or tokens. */
export const begin = (
  house: AnsweringHouse,
  { clientId }: App,
  USERNAME: string,
  others: Values = {},
): Promise<RespondToAuthChallengeCommandOutput> =>
  sdkFor(house).initiateAuth({
    ClientId: clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME, PASSWORD, ...others },
  })

/** Signs in by password as far as a challenge, and answers its Session. */
export async function beginTo(
  house: AnsweringHouse,
  app: App,
  challenge: ChallengeNameType,
  USERNAME: string,
): Promise<string> {
  const { ChallengeName, Session } = await begin(house, app, USERNAME)
  if (ChallengeName === challenge && Session) return Session
  throw new Error(`the sign-in of ${USERNAME} went on to ${ChallengeName ?? 'tokens'}`)
}

/** Answers a challenge. */
export const respondTo = (
  house: AnsweringHouse,
  { clientId }: App,
  ChallengeName: ChallengeNameType,
  Session: string | undefined,
  ChallengeResponses: Values,
): Promise<RespondToAuthChallengeCommandOutput> =>
  sdkFor(house).respondToAuthChallenge({
    ClientId: clientId,
    ChallengeName,
    Session,
    ChallengeResponses,
  })

/** A code of six digits that is another one. */
export const otherCode = (code: string, step = 1): string =>
  String((Number(code) + step) % 1_000_000).padStart(6, '0')

/** Somebody who is signed in: what they are called, how an administrator names them, and their token. */
export interface SignedInPerson {
  name: string
  ids: { UserPoolId: string; Username: string }
  AccessToken: string
}

/** Adds somebody with a password of their own, and signs them in. */
export async function addSignedIn(
  house: AnsweringHouse,
  pool: TestPool,
  name: string,
  attributes: Values = {},
): Promise<SignedInPerson> {
  const ids = await addPerson(house, pool, name, attributes)
  const { AccessToken } = await signIn(house, pool, name)
  return { name, ids, AccessToken }
}

/** Someone's second factors, as GetUser and AdminGetUser say them, which is the same. */
export async function factorsShownFor(house: AnsweringHouse, { ids, AccessToken }: SignedInPerson) {
  const self = await sdkFor(house).getUser({ AccessToken })
  const { UserMFASettingList, PreferredMfaSetting, MFAOptions } =
    await sdkFor(house).adminGetUser(ids)
  expect(self.UserMFASettingList).toEqual(UserMFASettingList)
  expect(self.PreferredMfaSetting).toBe(PreferredMfaSetting)
  expect(self.MFAOptions).toEqual(MFAOptions)
  return { list: UserMFASettingList, preferred: PreferredMfaSetting, options: MFAOptions }
}
