/**
 * Every source that the developer guide of Cognito names, by its trigger and without the trigger's part of it.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
import type { TriggerName } from '../../src/rules/lambda-config.ts'

/** What sends, or words, a message. */
export type MessageSource =
  | 'SignUp'
  | 'AdminCreateUser'
  | 'ResendCode'
  | 'ForgotPassword'
  | 'UpdateUserAttribute'
  | 'VerifyUserAttribute'
  | 'Authentication'

export interface Sources extends Record<TriggerName, string> {
  PreSignUp: 'SignUp' | 'AdminCreateUser' | 'ExternalProvider'
  PostConfirmation: 'ConfirmSignUp' | 'ConfirmForgotPassword'
  PreAuthentication: 'Authentication'
  PostAuthentication: 'Authentication'
  PreTokenGeneration:
    | 'HostedAuth'
    | 'Authentication'
    | 'NewPasswordChallenge'
    | 'AuthenticateDevice'
    | 'RefreshTokens'
    | 'ClientCredentials'
  CustomMessage: MessageSource
  CustomEmailSender: MessageSource | 'AccountTakeOverNotification'
  CustomSMSSender: MessageSource
  UserMigration: 'Authentication' | 'ForgotPassword'
  DefineAuthChallenge: 'Authentication'
  CreateAuthChallenge: 'Authentication'
  VerifyAuthChallengeResponse: 'Authentication'
  InboundFederation: 'ExternalProvider'
}

/** The versions of each trigger's events. */
export interface Versions extends Record<TriggerName, string> {
  PreTokenGeneration: '1' | '2' | '3'
}
