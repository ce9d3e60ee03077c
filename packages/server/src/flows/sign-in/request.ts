import type {
  AuthenticationResultType,
  ChallengeNameType,
} from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../../api/errors.ts'
import type { Client } from '../../records/client.ts'
import type { Pool } from '../../records/pool.ts'
import type { Level } from '../../rules/acr.ts'
import type { CallerContext } from '../../rules/caller-context.ts'
import type { Metadata } from '../../triggers/call-trigger.ts'

/** One call of a sign-in conversation: parameters of its start, or responses to a challenge. */
export interface SignInCall {
  readonly pool: Pool
  readonly client: Client
  readonly values: Readonly<Record<string, string>>
  readonly session: string | undefined
  readonly caller: CallerContext
  /** The challenge that is answered; absent at the start. */
  readonly challenge?: ChallengeNameType
  /** The levels that a choice-based sign-in is to come to one of. */
  readonly targets?: readonly Level[] | undefined
  /** What the call hands on to functions: at the start to those that run first, else to all others. */
  readonly validationData?: Metadata | undefined
  readonly clientMetadata?: Metadata | undefined
}

/** Where a sign-in stands after a call: tokens, or the next challenge. */
export interface SignInAnswer {
  readonly AuthenticationResult?: AuthenticationResultType
  readonly ChallengeName?: ChallengeNameType
  readonly ChallengeParameters?: Record<string, string>
  readonly Session?: string
  /** What SELECT_CHALLENGE leaves a choice of. */
  readonly AvailableChallenges?: ChallengeNameType[]
}

/** A value that the flow cannot do without. @throws InvalidParameterException when it is missing. */
export function requireValue(call: SignInCall, name: string): string {
  const value = call.values[name]
  if (value !== undefined && value !== '') return value
  throw new ServiceError('InvalidParameterException', `Missing required parameter ${name}`)
}
