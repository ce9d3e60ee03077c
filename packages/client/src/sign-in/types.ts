/** What signing in takes and answers: Amplify's names and shapes. */

export type ClientMetadata = Readonly<Record<string, string>>

export type AuthFlowType =
  | 'USER_AUTH'
  | 'USER_SRP_AUTH'
  | 'CUSTOM_WITH_SRP'
  | 'CUSTOM_WITHOUT_SRP'
  | 'USER_PASSWORD_AUTH'

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

export interface AuthCodeDeliveryDetails {
  readonly destination?: string | undefined
  readonly deliveryMedium?: string | undefined
  readonly attributeName?: string | undefined
}

export interface AuthTOTPSetupDetails {
  readonly sharedSecret: string
  /** The address behind the QR code that an authenticator app reads. */
  getSetupUri(appName: string, accountName?: string): URL
}

export type AuthNextSignInStep =
  | {
      readonly signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE'
      readonly additionalInfo?: Readonly<Record<string, string>> | undefined
    }
  | {
      readonly signInStep:
        | 'CONTINUE_SIGN_IN_WITH_MFA_SELECTION'
        | 'CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION'
      readonly allowedMFATypes?: readonly AuthMFAType[]
    }
  | {
      readonly signInStep: 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED'
      readonly missingAttributes?: readonly string[]
    }
  | {
      readonly signInStep: 'CONFIRM_SIGN_IN_WITH_SMS_CODE' | 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE'
      readonly codeDeliveryDetails?: AuthCodeDeliveryDetails
    }
  | {
      readonly signInStep: 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP'
      readonly totpSetupDetails: AuthTOTPSetupDetails
    }
  | {
      readonly signInStep: 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION'
      readonly availableChallenges?: readonly string[] | undefined
    }
  | {
      readonly signInStep:
        | 'CONFIRM_SIGN_IN_WITH_TOTP_CODE'
        | 'CONTINUE_SIGN_IN_WITH_EMAIL_SETUP'
        | 'CONFIRM_SIGN_IN_WITH_PASSWORD'
        | 'CONFIRM_SIGN_UP'
        | 'RESET_PASSWORD'
        | 'DONE'
    }
