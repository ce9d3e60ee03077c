/** What a sign-in that stands before a challenge is made of: its pools, and the two ways to speak for somebody. */
import type {
  AuthFlowType,
  ChallengeNameType,
  InitiateAuthCommandOutput,
  LambdaConfigType,
  RespondToAuthChallengeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Poolhouse } from '../../src/index.ts'
import { ALWAYS, makeDevicePool } from '../support/devices.ts'
import { Functions, namedBy } from '../support/functions.ts'
import { RP_ID } from '../support/passkeys.ts'
import { makeClient, makePool, PASSWORD, type TestPool } from '../support/people.ts'
import { type AnsweringHouse, sdkFor } from '../support/sdk.ts'
import { ALL, EVERY_FLOW, makeMfaPool } from '../support/second-factor.ts'

export type Values = Readonly<Record<string, string>>

export interface Stand {
  readonly pool: TestPool
  readonly challenge: ChallengeNameType
  readonly USERNAME: string
  readonly ids: { readonly UserPoolId: string; readonly Username: string }
  readonly Session: string
  /** When its Session was given out, in milliseconds. */
  readonly begunAt: number
  /** What answers the challenge now. */
  right(): Values
}

/** Who calls: the person, or an administrator on their behalf. */
export interface Way {
  start(
    pool: TestPool,
    flow: AuthFlowType,
    values: Values,
    Session?: string,
  ): Promise<InitiateAuthCommandOutput>
  respond(
    pool: TestPool,
    challenge: ChallengeNameType,
    Session: string | undefined,
    values: Values,
  ): Promise<RespondToAuthChallengeCommandOutput>
}

/** Where stands are made. */
export interface World {
  readonly house: Poolhouse
  readonly pools: Pools
  readonly way: Way
}

export type Make = (world: World, name: string) => Promise<Stand>

export interface Pools {
  /** Leaves second factors to people. */
  readonly optional: TestPool
  /** Demands one. */
  readonly required: TestPool
  /** Tracks devices. */
  readonly tracking: TestPool
  /** Lets people begin with whatever they like, and has functions for a challenge of its own. */
  readonly free: TestPool
}

const CUSTOM = [
  'DefineAuthChallenge',
  'CreateAuthChallenge',
  'VerifyAuthChallengeResponse',
] as const

/** What the challenge of the functions is answered with. */
export const CUSTOM_ANSWER = 'seven'

/** Functions that ask one question, after the password where the client begins with it. */
export function customFunctions(...more: readonly (keyof LambdaConfigType)[]): Functions {
  const functions = new Functions(...CUSTOM, ...more)
  functions.on('DefineAuthChallenge', ({ request }) => {
    const last = request.session.at(-1)
    if (last?.challengeName === 'SRP_A') return { challengeName: 'PASSWORD_VERIFIER' }
    const isRight = last?.challengeName === 'CUSTOM_CHALLENGE' && last.challengeResult
    return isRight ? { issueTokens: true } : { challengeName: 'CUSTOM_CHALLENGE' }
  })
  functions.on('CreateAuthChallenge', () => ({
    publicChallengeParameters: {},
    privateChallengeParameters: { answer: CUSTOM_ANSWER },
  }))
  functions.on('VerifyAuthChallengeResponse', ({ request }) => ({
    answerCorrect: request.privateChallengeParameters.answer === request.challengeAnswer,
  }))
  return functions
}

/** One of each, in a house that has the functions. @param more triggers that each of them has. */
export async function makePools(
  house: AnsweringHouse,
  ...more: readonly (keyof LambdaConfigType)[]
): Promise<Pools> {
  const LambdaConfig = namedBy(...more)
  const free = await makePool(
    house,
    {
      LambdaConfig: namedBy(...CUSTOM, ...more),
      Policies: {
        SignInPolicy: {
          AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'],
        },
      },
    },
    {
      ExplicitAuthFlows: [...EVERY_FLOW, 'ALLOW_USER_AUTH', 'ALLOW_CUSTOM_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
    },
  )
  await sdkFor(house).setUserPoolMfaConfig({
    UserPoolId: free.poolId,
    WebAuthnConfiguration: { RelyingPartyId: RP_ID },
  })
  return {
    optional: await makeMfaPool(house, 'OPTIONAL', ALL, {}, { LambdaConfig }),
    required: await makeMfaPool(house, 'ON', ALL, {}, { LambdaConfig }),
    tracking: await makeDevicePool(house, 'OFF', ALWAYS, { LambdaConfig }),
    free,
  }
}

/** The person calls. */
export const asUser = (house: AnsweringHouse): Way => ({
  start: ({ clientId }, AuthFlow, AuthParameters, Session) =>
    sdkFor(house).initiateAuth({ ClientId: clientId, AuthFlow, AuthParameters, Session }),
  respond: ({ clientId }, ChallengeName, Session, ChallengeResponses) =>
    sdkFor(house).respondToAuthChallenge({
      ClientId: clientId,
      ChallengeName,
      Session,
      ChallengeResponses,
    }),
})

/** An administrator calls, who has a name of their own for the flow with a plain password. */
export const asAdministrator = (house: AnsweringHouse): Way => ({
  start: ({ poolId, clientId }, flow, AuthParameters, Session) =>
    sdkFor(house).adminInitiateAuth({
      UserPoolId: poolId,
      ClientId: clientId,
      AuthFlow: flow === 'USER_PASSWORD_AUTH' ? 'ADMIN_USER_PASSWORD_AUTH' : flow,
      AuthParameters,
      Session,
    }),
  respond: ({ poolId, clientId }, ChallengeName, Session, ChallengeResponses) =>
    sdkFor(house).adminRespondToAuthChallenge({
      UserPoolId: poolId,
      ClientId: clientId,
      ChallengeName,
      Session,
      ChallengeResponses,
    }),
})

/** The Session of a sign-in that came to a challenge. */
export function sessionOf(
  { ChallengeName, Session }: Pick<InitiateAuthCommandOutput, 'ChallengeName' | 'Session'>,
  challenge: ChallengeNameType,
): string {
  if (ChallengeName === challenge && Session) return Session
  throw new Error(`the sign-in went on to ${ChallengeName ?? 'tokens'}, not to ${challenge}`)
}

/** Signs in by password. */
export const byPassword = ({ way }: World, pool: TestPool, USERNAME: string, more: Values = {}) =>
  way.start(pool, 'USER_PASSWORD_AUTH', { USERNAME, PASSWORD, ...more })

let phones = 0

/** A telephone number that nobody has. */
export const newPhone = () => `+1555${String(++phones).padStart(7, '0')}`

/** The code that went to an address last. */
export const codeTo = async (house: Pick<Poolhouse, 'inbox'>, to: string): Promise<string> =>
  (await house.inbox.last(to))?.code ?? ''

/** Another client of the same pool, which has no part in the sign-ins of the first. */
export const makeSibling = async (house: AnsweringHouse, pool: TestPool): Promise<TestPool> => ({
  ...pool,
  ...(await makeClient(house, pool.poolId, { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] })),
})
