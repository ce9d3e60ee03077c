import type {
  CreateUserPoolClientCommandInput,
  CreateUserPoolCommandInput,
} from '@aws-sdk/client-cognito-identity-provider'
import type { InboxMessage } from '../../src/index.ts'
import { type AnsweringHouse, sdkFor } from './sdk.ts'

export const PASSWORD = 'Swim-Every-Day-1'

export interface TestPool {
  readonly poolId: string
  readonly clientId: string
  /** Where the client was made with one. */
  readonly clientSecret: string | undefined
}

/** A pool whose people confirm by email, and a client with every flow that works. */
export async function makePool(
  house: AnsweringHouse,
  pool: Partial<CreateUserPoolCommandInput> = {},
  client: Partial<CreateUserPoolClientCommandInput> = {},
): Promise<TestPool> {
  const sdk = sdkFor(house)
  const made = await sdk.createUserPool({
    PoolName: 'test',
    AutoVerifiedAttributes: ['email'],
    ...pool,
  })
  const poolId = made.UserPool?.Id ?? ''
  return { poolId, ...(await makeClient(house, poolId, client)) }
}

export async function makeClient(
  house: AnsweringHouse,
  UserPoolId: string,
  client: Partial<CreateUserPoolClientCommandInput> = {},
): Promise<{ clientId: string; clientSecret: string | undefined }> {
  const { UserPoolClient } = await sdkFor(house).createUserPoolClient({
    UserPoolId,
    ClientName: 'app',
    ExplicitAuthFlows: [
      'ALLOW_USER_SRP_AUTH',
      'ALLOW_USER_PASSWORD_AUTH',
      'ALLOW_REFRESH_TOKEN_AUTH',
    ],
    ...client,
  })
  return { clientId: UserPoolClient?.ClientId ?? '', clientSecret: UserPoolClient?.ClientSecret }
}

/** A house whose messages can be read too. */
export interface HouseWithInbox extends AnsweringHouse {
  readonly inbox: { last(to: string): Promise<InboxMessage | undefined> }
}

/** Signs a person up and confirms them with the code from the inbox. Answers their `sub`. */
export async function makeUser(
  house: HouseWithInbox,
  { clientId }: Pick<TestPool, 'clientId'>,
  username: string,
  password = PASSWORD,
): Promise<string> {
  const sdk = sdkFor(house)
  const email = `${username}@example.com`
  const { UserSub } = await sdk.signUp({
    ClientId: clientId,
    Username: username,
    Password: password,
    UserAttributes: [{ Name: 'email', Value: email }],
  })
  const message = await house.inbox.last(email)
  await sdk.confirmSignUp({
    ClientId: clientId,
    Username: username,
    ConfirmationCode: message?.code ?? '',
  })
  return UserSub ?? ''
}

interface Tokens {
  readonly AccessToken: string
  readonly IdToken: string
  readonly RefreshToken: string
}

/** Signs in by password and answers the tokens. */
export async function signIn(
  house: AnsweringHouse,
  { clientId }: Pick<TestPool, 'clientId'>,
  username: string,
  password = PASSWORD,
): Promise<Tokens> {
  const { AuthenticationResult } = await sdkFor(house).initiateAuth({
    ClientId: clientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: username, PASSWORD: password },
  })
  const { AccessToken = '', IdToken = '', RefreshToken = '' } = AuthenticationResult ?? {}
  return { AccessToken, IdToken, RefreshToken }
}
