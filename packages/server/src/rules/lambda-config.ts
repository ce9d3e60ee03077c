import type { LambdaConfigType } from '@aws-sdk/client-cognito-identity-provider'
import { type Refusal, refused } from './verdict.ts'

/** The triggers, by the names that errors call them. */
export type TriggerName =
  | 'PreSignUp'
  | 'PostConfirmation'
  | 'PreAuthentication'
  | 'PostAuthentication'
  | 'PreTokenGeneration'
  | 'CustomMessage'
  | 'CustomEmailSender'
  | 'CustomSMSSender'
  | 'UserMigration'
  | 'DefineAuthChallenge'
  | 'CreateAuthChallenge'
  | 'VerifyAuthChallengeResponse'
  | 'InboundFederation'

/** A trigger's function, by ARN; undefined where the pool has none. */
export function functionOf(name: TriggerName, config: LambdaConfigType = {}): string | undefined {
  const named =
    name === 'PreTokenGeneration'
      ? (config.PreTokenGenerationConfig?.LambdaArn ?? config.PreTokenGeneration)
      : config[name]
  return typeof named === 'object' ? named.LambdaArn : named
}

/** The trigger that sends a channel's messages in place of the service. */
export const SENDER_TRIGGERS = { email: 'CustomEmailSender', sms: 'CustomSMSSender' } as const

/** Which form the events of the pre token generation trigger have. */
export type TokenEventVersion = '1' | '2' | '3'

const VERSIONS: Readonly<Record<string, TokenEventVersion>> = { V1_0: '1', V2_0: '2', V3_0: '3' }

export const tokenEventVersion = (config: LambdaConfigType = {}): TokenEventVersion =>
  VERSIONS[config.PreTokenGenerationConfig?.LambdaVersion ?? 'V1_0'] ?? '1'

/**
 * Two names for one function: "If you also set PreTokenGeneration, its value must be the same" (API reference).
 * And senders of a pool's own get codes encrypted, never open. The wording is ours.
 */
export function checkLambdaConfig(config: LambdaConfigType = {}): Refusal | undefined {
  const { PreTokenGeneration: older, PreTokenGenerationConfig: newer } = config
  if (older !== undefined && newer?.LambdaArn !== undefined && older !== newer.LambdaArn) {
    return invalid('PreTokenGeneration and PreTokenGenerationConfig must name the same function.')
  }
  const sender = Object.values(SENDER_TRIGGERS).find((name) => config[name] !== undefined)
  if (sender === undefined || config.KMSKeyID !== undefined) return undefined
  return invalid(`${sender} needs a KMSKeyID, under which codes are encrypted for it.`)
}

const invalid = (message: string): Refusal => refused('InvalidParameterException', message).refusal
