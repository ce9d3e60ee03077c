/** Choice-based sign-in as a test drives it. */
import type {
  AuthFactorType,
  ChallengeNameType,
  CreateUserPoolClientCommandInput,
  CreateUserPoolCommandInput,
  InitiateAuthCommandOutput,
  RespondToAuthChallengeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider'
import { makePool, type TestPool } from './people.ts'
import { type AnsweringHouse, sdkFor } from './sdk.ts'

/** A pool whose people may begin with whatever is named, and a client that lets them choose. */
export const makeChoicePool = (
  house: AnsweringHouse,
  factors: AuthFactorType[],
  pool: Partial<CreateUserPoolCommandInput> = {},
  client: Partial<CreateUserPoolClientCommandInput> = {},
): Promise<TestPool> =>
  makePool(
    house,
    { Policies: { SignInPolicy: { AllowedFirstAuthFactors: factors } }, ...pool },
    {
      ExplicitAuthFlows: [
        'ALLOW_USER_AUTH',
        'ALLOW_USER_PASSWORD_AUTH',
        'ALLOW_REFRESH_TOKEN_AUTH',
      ],
      ...client,
    },
  )

type Values = Record<string, string>

/** Begins a choice-based sign-in. */
export const choose = (
  house: AnsweringHouse,
  { clientId }: Pick<TestPool, 'clientId'>,
  AuthParameters: Values,
  Session?: string,
): Promise<InitiateAuthCommandOutput> =>
  sdkFor(house).initiateAuth({
    ClientId: clientId,
    AuthFlow: 'USER_AUTH',
    AuthParameters,
    Session,
  })

/** Answers a challenge of it. */
export const answer = (
  house: AnsweringHouse,
  { clientId }: Pick<TestPool, 'clientId'>,
  ChallengeName: ChallengeNameType,
  ChallengeResponses: Values,
  Session: string | undefined,
): Promise<RespondToAuthChallengeCommandOutput> =>
  sdkFor(house).respondToAuthChallenge({
    ClientId: clientId,
    ChallengeName,
    ChallengeResponses,
    Session,
  })
