/** What the Gem tells, by its own names, and who listens. */

/** A provider's tokens as the Gem hands them on; scripts see the first three. */
export interface AuthenticationTokens {
  readonly AccessToken: string
  readonly OpenIdToken: string
  readonly RefreshToken: string
  AreTokensValid(): boolean
  GetProviderName(): string
  GetTokensExpireTimeSeconds(): number
}

export interface ClientAuthAWSCredentials {
  readonly AWSAccessKeyId: string
  readonly AWSSecretKey: string
  readonly AWSSessionToken: string
}

type Nothing = []
type Failure = [error: string]
type Tokens = [tokens: AuthenticationTokens]

/** Every notification and its arguments, of the Gem's three buses. */
export interface Notifications {
  OnPasswordGrantSingleFactorSignInSuccess: Tokens
  OnPasswordGrantSingleFactorSignInFail: Failure
  OnPasswordGrantMultiFactorSignInSuccess: Nothing
  OnPasswordGrantMultiFactorSignInFail: Failure
  OnPasswordGrantMultiFactorConfirmSignInSuccess: Tokens
  OnPasswordGrantMultiFactorConfirmSignInFail: Failure
  OnDeviceCodeGrantSignInSuccess: [
    userCode: string,
    verificationUrl: string,
    codeExpiresInSeconds: number,
  ]
  OnDeviceCodeGrantSignInFail: Failure
  OnDeviceCodeGrantConfirmSignInSuccess: Tokens
  OnDeviceCodeGrantConfirmSignInFail: Failure
  OnRefreshTokensSuccess: Tokens
  OnRefreshTokensFail: Failure
  OnSignOut: [providerName: string]
  OnEmailSignUpSuccess: [uniqueId: string]
  OnEmailSignUpFail: Failure
  OnPhoneSignUpSuccess: [uniqueId: string]
  OnPhoneSignUpFail: Failure
  OnConfirmSignUpSuccess: Nothing
  OnConfirmSignUpFail: Failure
  OnForgotPasswordSuccess: Nothing
  OnForgotPasswordFail: Failure
  OnConfirmForgotPasswordSuccess: Nothing
  OnConfirmForgotPasswordFail: Failure
  OnEnableMFASuccess: Nothing
  OnEnableMFAFail: Failure
  OnRequestAWSCredentialsSuccess: [credentials: ClientAuthAWSCredentials]
  OnRequestAWSCredentialsFail: Failure
}

export type NotificationName = keyof Notifications

/** An object whose methods are named as notifications, as a script's table is. */
export type NotificationHandler = {
  [Name in NotificationName]?: (...payload: Notifications[Name]) => void
}

export interface NotificationBus {
  /** From now on the handler is told. Answers how to stop. */
  Connect(handler: NotificationHandler): () => void
  Broadcast<Name extends NotificationName>(name: Name, ...payload: Notifications[Name]): void
}

/** A bus with any number of handlers. One that throws keeps no other from being told. */
export function makeNotificationBus(): NotificationBus {
  const handlers = new Set<NotificationHandler>()
  return {
    Connect(handler) {
      handlers.add(handler)
      return () => handlers.delete(handler)
    },
    Broadcast(name, ...payload) {
      for (const handler of handlers) {
        try {
          handler[name]?.(...payload)
        } catch (error) {
          console.error(error)
        }
      }
    },
  }
}
