/** What signing in takes and answers: Amplify's names and shapes. */

import type { AuthFlowType } from '../core/events.ts'

export type { AuthFlowType } from '../core/events.ts'

export type ClientMetadata = Readonly<Record<string, string>>

export type AuthFactorType = 'WEB_AUTHN' | 'EMAIL_OTP' | 'SMS_OTP' | 'PASSWORD' | 'PASSWORD_SRP'

export type AuthMFAType = 'SMS' | 'TOTP' | 'EMAIL'

export interface SignInInput {
  readonly username: string
  readonly password?: string | undefined
  readonly options?: SignInOptions | undefined
}

export interface SignInOptions {
  /** `USER_SRP_AUTH` unless given: the password is proven and not sent. */
  readonly authFlowType?: AuthFlowType | undefined
  readonly clientMetadata?: ClientMetadata | undefined
  readonly preferredChallenge?: AuthFactorType | undefined
}

export interface ConfirmSignInInput {
  readonly challengeResponse: string
  readonly options?: {
    readonly userAttributes?: Readonly<Record<string, string | undefined>> | undefined
    readonly clientMetadata?: ClientMetadata | undefined
    readonly friendlyDeviceName?: string | undefined
  }
}

export interface SignInOutput {
  readonly isSignedIn: boolean
  readonly nextStep: AuthNextSignInStep
}

export type VerifiableUserAttributeKey = 'email' | 'phone_number'

/** The standard attributes by name (OpenID Connect Core §5.1), and any of the pool's own. */
export type UserAttributeKey =
  | VerifiableUserAttributeKey
  | 'address'
  | 'birthdate'
  | 'email_verified'
  | 'family_name'
  | 'gender'
  | 'given_name'
  | 'locale'
  | 'middle_name'
  | 'name'
  | 'nickname'
  | 'phone_number_verified'
  | 'picture'
  | 'preferred_username'
  | 'profile'
  | 'sub'
  | 'updated_at'
  | 'website'
  | 'zoneinfo'
  | (string & NonNullable<unknown>)

export type AuthDeliveryMedium = 'EMAIL' | 'SMS' | 'PHONE' | 'UNKNOWN'

export interface AuthCodeDeliveryDetails {
  readonly destination?: string | undefined
  readonly deliveryMedium?: AuthDeliveryMedium | undefined
  readonly attributeName?: VerifiableUserAttributeKey | undefined
}

export interface AuthTOTPSetupDetails {
  readonly sharedSecret: string
  /** The address behind the QR code that an authenticator app reads. */
  getSetupUri(appName: string, accountName?: string): URL
}

export type AuthNextSignInStep =
  | {
      readonly signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE'
      readonly additionalInfo?: Record<string, string> | undefined
    }
  | {
      readonly signInStep: 'CONTINUE_SIGN_IN_WITH_MFA_SELECTION'
      readonly allowedMFATypes?: AuthMFAType[]
    }
  | {
      readonly signInStep: 'CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION'
      readonly allowedMFATypes?: AuthMFAType[]
    }
  | {
      readonly signInStep: 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED'
      readonly missingAttributes?: string[]
    }
  | {
      readonly signInStep: 'CONFIRM_SIGN_IN_WITH_SMS_CODE'
      readonly codeDeliveryDetails?: AuthCodeDeliveryDetails
    }
  | {
      readonly signInStep: 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE'
      readonly codeDeliveryDetails?: AuthCodeDeliveryDetails
    }
  | {
      readonly signInStep: 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP'
      readonly totpSetupDetails: AuthTOTPSetupDetails
    }
  | {
      readonly signInStep: 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION'
      readonly availableChallenges?: AuthFactorType[] | undefined
    }
  | { readonly signInStep: 'CONFIRM_SIGN_IN_WITH_TOTP_CODE' }
  | { readonly signInStep: 'CONTINUE_SIGN_IN_WITH_EMAIL_SETUP' }
  | { readonly signInStep: 'CONFIRM_SIGN_IN_WITH_PASSWORD' }
  | { readonly signInStep: 'CONFIRM_SIGN_UP' }
  | { readonly signInStep: 'RESET_PASSWORD' }
  | { readonly signInStep: 'DONE' }
