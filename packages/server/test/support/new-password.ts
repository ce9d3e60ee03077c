/** A sign-in with a temporary password, call by call. */
import type { RespondToAuthChallengeCommandOutput } from '@aws-sdk/client-cognito-identity-provider'
import { PASSWORD, type TestPool } from './people.ts'
import { type AnsweringHouse, sdkFor } from './sdk.ts'

export const TEMPORARY = 'Given-By-Them-1'

type Values = Readonly<Record<string, string>>
type App = Pick<TestPool, 'clientId'>

/** Makes a user as an administrator does, without a message to them. Answers their `sub`. */
export async function invite(
  house: AnsweringHouse,
  { poolId }: Pick<TestPool, 'poolId'>,
  username: string,
  attributes: Values = {},
): Promise<string> {
  const { User } = await sdkFor(house).adminCreateUser({
    UserPoolId: poolId,
    Username: username,
    UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    TemporaryPassword: TEMPORARY,
    MessageAction: 'SUPPRESS',
  })
  return User?.Attributes?.find(({ Name }) => Name === 'sub')?.Value ?? ''
}

/** Signs in by password, which ends with the challenge. Answers its Session. */
export async function begin(
  house: AnsweringHouse,
  { clientId }: App,
  username: string,
  others: Values = {},
): Promise<string> {
  const { ChallengeName, Session } = await sdkFor(house).initiateAuth({
    ClientId: clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: username, PASSWORD: TEMPORARY, ...others },
  })
  if (ChallengeName === 'NEW_PASSWORD_REQUIRED' && Session) return Session
  throw new Error(`the sign-in of ${username} went on to ${ChallengeName ?? 'tokens'}`)
}

/** Answers the challenge; with a good password unless told otherwise. */
export const choose = (
  house: AnsweringHouse,
  { clientId }: App,
  Session: string | undefined,
  responses: Values & { readonly USERNAME: string },
): Promise<RespondToAuthChallengeCommandOutput> =>
  sdkFor(house).respondToAuthChallenge({
    ClientId: clientId,
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    ChallengeResponses: { NEW_PASSWORD: PASSWORD, ...responses },
    Session,
  })
