/** What the Gem tells, by its own names, and who listens. */

/** A provider's tokens as the Gem hands them on: scripts read the members, C++ calls the methods. */
export interface AuthenticationTokens {
  readonly AccessToken: string
  readonly OpenIdToken: string
  readonly RefreshToken: string
  /** Whether they have not ended yet. */
  AreTokensValid(): boolean
  GetAccessToken(): string
  GetOpenIdToken(): string
  GetRefreshToken(): string
  /** A key of `ProviderNameEnum`, or what a provider of your own is called. */
  GetProviderName(): string
  /** How long they were good for when they were handed on. */
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

/** What `AuthenticationProviderNotificationBus` tells: signing in and out with providers, and their tokens. */
export interface AuthenticationProviderNotifications {
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
}

/** What `AWSCognitoUserManagementNotificationBus` tells: accounts of the user pool. */
export interface UserManagementNotifications {
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
}

/** What `AWSCognitoAuthorizationNotificationBus` tells: AWS credentials. */
export interface AuthorizationNotifications {
  OnRequestAWSCredentialsSuccess: [credentials: ClientAuthAWSCredentials]
  OnRequestAWSCredentialsFail: Failure
}

/** An object whose methods are named as a bus's notifications, as a script's table is. */
export type NotificationHandler<Told> = {
  [Name in keyof Told]?: Told[Name] extends readonly unknown[]
    ? (...payload: Told[Name]) => void
    : never
}

/** The names of those whose only argument is why something failed. */
export type FailName<Told> = Extract<keyof Told, `${string}Fail`>

export interface NotificationBus<Told extends { [Name in keyof Told]: readonly unknown[] }> {
  /** From now on the handler is told, until it is disconnected. */
  Connect(handler: NotificationHandler<Told>): Connection
  Broadcast<Name extends keyof Told>(name: Name, ...payload: Told[Name]): void
}

export interface Connection {
  /** From now on the handler is told no more; those of other connections are. */
  Disconnect(): void
}

/** A bus with any number of handlers. One that throws keeps no other from being told. */
export function makeNotificationBus<
  Told extends { [Name in keyof Told]: readonly unknown[] },
>(): NotificationBus<Told> {
  const handlers = new Map<Connection, NotificationHandler<Told>>()
  return {
    Connect(handler) {
      const connection = { Disconnect: () => void handlers.delete(connection) }
      handlers.set(connection, handler)
      return connection
    },
    Broadcast(name, ...payload) {
      for (const handler of handlers.values()) {
        try {
          handler[name]?.(...payload)
        } catch (error) {
          console.error(error)
        }
      }
    },
  }
}
