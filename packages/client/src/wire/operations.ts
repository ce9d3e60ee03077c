/** The operations of a user pool that an application calls, and their members that matter to it. */

type Values = Readonly<Record<string, string>>
type Maybe<Value> = Value | undefined

export interface AttributeType {
  readonly Name: string
  readonly Value?: string
}

export interface CodeDelivery {
  readonly Destination?: string
  readonly DeliveryMedium?: 'EMAIL' | 'SMS'
  readonly AttributeName?: 'email' | 'phone_number'
}

export interface UserContextData {
  readonly EncodedData: string
}

export interface AuthenticationResult {
  readonly AccessToken?: string
  readonly IdToken?: string
  readonly RefreshToken?: string
  readonly ExpiresIn?: number
  readonly TokenType?: string
  readonly NewDeviceMetadata?: { readonly DeviceKey: string; readonly DeviceGroupKey: string }
}

/** What a sign-in answers: tokens, or the next challenge. */
export interface AuthAnswer {
  readonly AuthenticationResult?: AuthenticationResult
  readonly ChallengeName?: string
  readonly ChallengeParameters?: Values
  readonly AvailableChallenges?: (
    | 'WEB_AUTHN'
    | 'EMAIL_OTP'
    | 'SMS_OTP'
    | 'PASSWORD'
    | 'PASSWORD_SRP'
  )[]
  readonly Session?: string
}

export interface MfaSettings {
  readonly Enabled: boolean
  readonly PreferredMfa?: boolean
}

export interface Device {
  readonly DeviceKey?: string
  readonly DeviceAttributes?: readonly AttributeType[]
  readonly DeviceCreateDate?: number
  readonly DeviceLastModifiedDate?: number
  readonly DeviceLastAuthenticatedDate?: number
}

interface WebAuthnCredential {
  readonly CredentialId?: string
  readonly FriendlyCredentialName?: string
  readonly RelyingPartyId?: string
  readonly AuthenticatorAttachment?: string
  readonly AuthenticatorTransports?: string[]
  readonly CreatedAt?: number
}

/** Members that most calls of the unknown public share. */
interface Public {
  readonly ClientId: string
  readonly ClientMetadata?: Maybe<Values>
  readonly UserContextData?: Maybe<UserContextData>
}

interface Named extends Public {
  readonly Username: string
}

interface SignedIn {
  readonly AccessToken: string
}

type Nothing = Readonly<Record<string, never>>

/** By name: what it takes and what it answers. */
export interface UserPoolOperations {
  AssociateSoftwareToken: [
    { AccessToken: string } | { Session: string },
    { SecretCode?: string; Session?: string },
  ]
  ChangePassword: [SignedIn & { PreviousPassword: string; ProposedPassword: string }, Nothing]
  CompleteWebAuthnRegistration: [SignedIn & { Credential: unknown }, Nothing]
  ConfirmDevice: [
    SignedIn & {
      DeviceKey: string
      DeviceName: string
      DeviceSecretVerifierConfig: { Salt: string; PasswordVerifier: string }
    },
    { UserConfirmationNecessary?: boolean },
  ]
  ConfirmForgotPassword: [Named & { ConfirmationCode: string; Password: string }, Nothing]
  ConfirmSignUp: [
    Named & { ConfirmationCode: string; ForceAliasCreation?: Maybe<boolean>; Session?: string },
    { Session?: string },
  ]
  DeleteUser: [SignedIn, Nothing]
  DeleteUserAttributes: [SignedIn & { UserAttributeNames: readonly string[] }, Nothing]
  DeleteWebAuthnCredential: [SignedIn & { CredentialId: string }, Nothing]
  ForgetDevice: [SignedIn & { DeviceKey: string }, Nothing]
  ForgotPassword: [Named, { CodeDeliveryDetails?: CodeDelivery }]
  GetTokensFromRefreshToken: [
    {
      ClientId: string
      RefreshToken: string
      DeviceKey?: Maybe<string>
      ClientMetadata?: Maybe<Values>
    },
    { AuthenticationResult?: AuthenticationResult },
  ]
  GetUser: [
    SignedIn,
    {
      Username: string
      UserAttributes?: readonly AttributeType[]
      PreferredMfaSetting?: string
      UserMFASettingList?: readonly string[]
    },
  ]
  GetUserAttributeVerificationCode: [
    SignedIn & { AttributeName: string; ClientMetadata?: Maybe<Values> },
    { CodeDeliveryDetails?: CodeDelivery },
  ]
  GlobalSignOut: [SignedIn, Nothing]
  InitiateAuth: [
    Public & { AuthFlow: string; AuthParameters: Values; Session?: Maybe<string> },
    AuthAnswer,
  ]
  ListDevices: [
    SignedIn & { Limit: number; PaginationToken?: Maybe<string> },
    { Devices?: readonly Device[]; PaginationToken?: string },
  ]
  ListWebAuthnCredentials: [
    SignedIn & { MaxResults?: Maybe<number>; NextToken?: Maybe<string> },
    { Credentials?: readonly WebAuthnCredential[]; NextToken?: string },
  ]
  ResendConfirmationCode: [Named, { CodeDeliveryDetails?: CodeDelivery }]
  RespondToAuthChallenge: [
    Public & { ChallengeName: string; ChallengeResponses: Values; Session?: Maybe<string> },
    AuthAnswer,
  ]
  RevokeToken: [{ ClientId: string; Token: string }, Nothing]
  SetUserMFAPreference: [
    SignedIn & {
      SMSMfaSettings?: Maybe<MfaSettings>
      SoftwareTokenMfaSettings?: Maybe<MfaSettings>
      EmailMfaSettings?: Maybe<MfaSettings>
    },
    Nothing,
  ]
  SignUp: [
    Named & {
      Password?: Maybe<string>
      UserAttributes?: Maybe<readonly AttributeType[]>
      ValidationData?: Maybe<readonly AttributeType[]>
    },
    {
      UserConfirmed?: boolean
      UserSub?: string
      CodeDeliveryDetails?: CodeDelivery
      Session?: string
    },
  ]
  StartWebAuthnRegistration: [SignedIn, { CredentialCreationOptions?: unknown }]
  UpdateDeviceStatus: [
    SignedIn & { DeviceKey: string; DeviceRememberedStatus: 'remembered' | 'not_remembered' },
    Nothing,
  ]
  UpdateUserAttributes: [
    SignedIn & { UserAttributes: readonly AttributeType[]; ClientMetadata?: Maybe<Values> },
    { CodeDeliveryDetailsList?: readonly CodeDelivery[] },
  ]
  VerifySoftwareToken: [
    ({ AccessToken: string } | { Session: string }) & {
      UserCode: string
      FriendlyDeviceName?: Maybe<string>
    },
    { Status?: string; Session?: string },
  ]
  VerifyUserAttribute: [SignedIn & { AttributeName: string; Code: string }, Nothing]
}
