/** The types of `aws-amplify/auth` by their names. */
import type { CredentialsProvider } from './core/core.ts'
import type { Auth } from './create-auth.ts'
import type { AuthCodeDeliveryDetails } from './sign-in/types.ts'

type Input<Name extends keyof Auth> = Auth[Name] extends (input: infer Given) => unknown
  ? NonNullable<Given>
  : never
type Output<Name extends keyof Auth> = Auth[Name] extends (...input: never[]) => infer Answer
  ? Awaited<Answer>
  : never

export type ConfirmResetPasswordInput = Input<'confirmResetPassword'>
export type ConfirmSignInInput = Input<'confirmSignIn'>
export type ConfirmSignUpInput = Input<'confirmSignUp'>
export type ConfirmUserAttributeInput = Input<'confirmUserAttribute'>
export type DeleteUserAttributesInput = Input<'deleteUserAttributes'>
export type DeleteWebAuthnCredentialInput = Input<'deleteWebAuthnCredential'>
export type ForgetDeviceInput = Input<'forgetDevice'>
export type ListWebAuthnCredentialsInput = Input<'listWebAuthnCredentials'>
export type ResendSignUpCodeInput = Input<'resendSignUpCode'>
export type ResetPasswordInput = Input<'resetPassword'>
export type SendUserAttributeVerificationCodeInput = Input<'sendUserAttributeVerificationCode'>
export type SignInInput = Input<'signIn'>
export type SignOutInput = Input<'signOut'>
export type SignUpInput = Input<'signUp'>
export type UpdateMFAPreferenceInput = Input<'updateMFAPreference'>
export type UpdatePasswordInput = Input<'updatePassword'>
export type UpdateUserAttributeInput = Input<'updateUserAttribute'>
export type UpdateUserAttributesInput = Input<'updateUserAttributes'>
export type VerifyTOTPSetupInput = Input<'verifyTOTPSetup'>

export type ConfirmSignInOutput = Output<'confirmSignIn'>
export type ConfirmSignUpOutput = Output<'confirmSignUp'>
export type FetchDevicesOutput = Output<'fetchDevices'>
export type FetchMFAPreferenceOutput = Output<'fetchMFAPreference'>
export type FetchUserAttributesOutput = Output<'fetchUserAttributes'>
export type GetCurrentUserOutput = Output<'getCurrentUser'>
export type ListWebAuthnCredentialsOutput = Output<'listWebAuthnCredentials'>
export type ResendSignUpCodeOutput = Output<'resendSignUpCode'>
export type ResetPasswordOutput = Output<'resetPassword'>
export type SendUserAttributeVerificationCodeOutput = Output<'sendUserAttributeVerificationCode'>
export type SetUpTOTPOutput = Output<'setUpTOTP'>
export type SignInOutput = Output<'signIn'>
export type SignUpOutput = Output<'signUp'>
export type UpdateUserAttributeOutput = Output<'updateUserAttribute'>
export type UpdateUserAttributesOutput = Output<'updateUserAttributes'>

export type AuthWebAuthnCredential = ListWebAuthnCredentialsOutput['credentials'][number]
export type CodeDeliveryDetails = AuthCodeDeliveryDetails
export type CredentialsAndIdentityIdProvider = CredentialsProvider
export type CredentialsAndIdentityId = NonNullable<
  Awaited<ReturnType<CredentialsProvider['getCredentialsAndIdentityId']>>
>
export type { AuthSession, FetchAuthSessionOptions } from './actions/session.ts'
export type { GetCredentialsOptions } from './core/core.ts'
export type { AuthTokens } from './core/credentials.ts'
export type { AuthUser } from './core/events.ts'
export type { JWT } from './encoding/jwt.ts'
export type { UserAttributeKey, VerifiableUserAttributeKey } from './sign-in/types.ts'
