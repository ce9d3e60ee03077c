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

/** The same as somebody writes it: of what a file says TypeScript knows that it is a text, not which. */
interface WrittenConfig {
  readonly Auth?: { readonly Cognito: Written<CognitoConfig> } | undefined
  readonly Providers?: ResourcesConfig['Providers']
  readonly OIDC?: OidcConfig
  readonly API?: unknown
  readonly Analytics?: unknown
  readonly Geo?: unknown
  readonly Interactions?: unknown
  readonly Notifications?: unknown
  readonly Predictions?: unknown
  readonly Storage?: unknown
}

type Written<Value> = Value extends string
  ? string
  : Value extends object
    ? { readonly [Key in keyof Value]: Written<Value[Key]> }
    : Value

/** The content of a file, by the keys that it is known by. What has `Auth` is compared with our own shape. */
type FileWith<Key extends string> = Readonly<Record<Key, unknown>> & {
  readonly Auth?: undefined
  readonly [key: string]: unknown
}

/** Any configuration that an application has: Amplify's own shape, or what is in a file that a tool wrote. */
export type AnyConfig =
  | WrittenConfig
  | FileWith<'aws_project_region'>
  | FileWith<'version'>
  | FileWith<'AWSResourceMappings'>
  | FileWith<'AWS'>
  | FileWith<'OIDC_URL' | 'OIDC_CLIENT_NAME'>
  | { readonly default: AnyConfig }

/** How a provider's device flow is reached; the names are those of the settings, in our case. */
export interface DeviceFlowConfig {
  readonly clientId: string
  readonly clientSecret?: string | undefined
  readonly grantType: string
  readonly responseType?: string | undefined
  /** What is asked for; each provider has its own unless given. */
  readonly scope?: string
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
  /** The identity pool's account, for GetId. AWS does without. */
  readonly identityPoolAccountId?: string | undefined
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
