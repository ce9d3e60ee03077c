/** The configuration that everything below works with: Amplify's own shape, and what it cannot say. */

export interface ResourcesConfig {
  readonly Auth?: { readonly Cognito: CognitoConfig }
  /** Providers that sign people in by a code on another device: `AuthenticationProvider.setreg`. */
  readonly Providers?: {
    readonly LoginWithAmazon?: DeviceFlowConfig | undefined
    readonly Google?: DeviceFlowConfig | undefined
  }
  /** A provider that is found by its issuer. */
  readonly OIDC?: OidcConfig
  /** Other categories are kept as they came. */
  readonly [category: string]: unknown
}

/** How a provider's device flow is reached; the names are those of the settings, in our case. */
export interface DeviceFlowConfig {
  readonly clientId: string
  readonly clientSecret?: string | undefined
  readonly grantType: string
  readonly responseType?: string | undefined
  readonly codeUrl: string
  readonly tokensUrl: string
}

export interface OidcConfig {
  readonly issuer: string
  readonly clientId: string
  readonly redirectUri?: string | undefined
}

export interface CognitoConfig {
  readonly userPoolId?: string | undefined
  readonly userPoolClientId?: string | undefined
  /** Where the user pool answers; AWS in the pool's region unless given. */
  readonly userPoolEndpoint?: string | undefined
  readonly identityPoolId?: string | undefined
  /** Where the identity pool answers; AWS in the identity pool's region unless given. */
  readonly identityPoolEndpoint?: string | undefined
  readonly allowGuestAccess?: boolean | undefined
  readonly signUpVerificationMethod?: 'code' | 'link' | undefined
  readonly loginWith?: LoginWith | undefined
  readonly userAttributes?: { readonly [name: string]: { readonly required: boolean } } | undefined
  readonly mfa?: MfaConfig | undefined
  readonly passwordFormat?: PasswordFormat | undefined
  readonly groups?: readonly { readonly [name: string]: unknown }[] | undefined
  readonly passwordless?: PasswordlessConfig | undefined
}

export interface LoginWith {
  readonly oauth?: OAuthConfig | undefined
  readonly username?: boolean | undefined
  readonly email?: boolean | undefined
  readonly phone?: boolean | undefined
}

export interface OAuthConfig {
  readonly domain: string
  readonly scopes: readonly string[]
  readonly redirectSignIn: readonly string[]
  readonly redirectSignOut: readonly string[]
  readonly responseType: 'code' | 'token'
  readonly providers?: readonly (string | { readonly custom: string })[] | undefined
}

export interface MfaConfig {
  readonly status?: 'on' | 'off' | 'optional' | undefined
  readonly totpEnabled?: boolean | undefined
  readonly smsEnabled?: boolean | undefined
}

export interface PasswordFormat {
  readonly minLength?: number | undefined
  readonly requireLowercase?: boolean | undefined
  readonly requireUppercase?: boolean | undefined
  readonly requireNumbers?: boolean | undefined
  readonly requireSpecialCharacters?: boolean | undefined
}

export interface PasswordlessConfig {
  readonly emailOtpEnabled?: boolean | undefined
  readonly smsOtpEnabled?: boolean | undefined
  readonly webAuthn?:
    | {
        readonly relyingPartyId?: string | undefined
        readonly userVerification?: string | undefined
      }
    | undefined
  readonly preferredChallenge?: 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN' | undefined
}
