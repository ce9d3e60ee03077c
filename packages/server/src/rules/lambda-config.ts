import type { LambdaConfigType } from '@aws-sdk/client-cognito-identity-provider'
import { type Refusal, refused } from './verdict.ts'

/** The triggers that work, by the names that errors call them. */
export type TriggerName =
  | 'PreSignUp'
  | 'PostConfirmation'
  | 'PreAuthentication'
  | 'PostAuthentication'
  | 'PreTokenGeneration'
  | 'CustomMessage'
  | 'UserMigration'
  | 'DefineAuthChallenge'
  | 'CreateAuthChallenge'
  | 'VerifyAuthChallengeResponse'

/** What a pool may name and nothing calls yet. */
export const MISSING_TRIGGERS = [
  'CustomSMSSender',
  'CustomEmailSender',
  'KMSKeyID',
  'InboundFederation',
] as const

/** A trigger's function, by ARN; undefined where the pool has none. */
export function functionOf(name: TriggerName, config: LambdaConfigType = {}): string | undefined {
  if (name !== 'PreTokenGeneration') return config[name]
  return config.PreTokenGenerationConfig?.LambdaArn ?? config.PreTokenGeneration
}

/** Which form the events of the pre token generation trigger have. */
export type TokenEventVersion = '1' | '2' | '3'

const VERSIONS: Readonly<Record<string, TokenEventVersion>> = { V1_0: '1', V2_0: '2', V3_0: '3' }

export const tokenEventVersion = (config: LambdaConfigType = {}): TokenEventVersion =>
  VERSIONS[config.PreTokenGenerationConfig?.LambdaVersion ?? 'V1_0'] ?? '1'

/** Two names for one function. "If you also set PreTokenGeneration, its value must be the same" (API reference). */
export function checkLambdaConfig(config: LambdaConfigType = {}): Refusal | undefined {
  const { PreTokenGeneration: older, PreTokenGenerationConfig: newer } = config
  if (older === undefined || newer?.LambdaArn === undefined) return undefined
  if (older === newer.LambdaArn) return undefined
  const message = 'PreTokenGeneration and PreTokenGenerationConfig must name the same function.'
  return refused('InvalidParameterException', message).refusal
}
