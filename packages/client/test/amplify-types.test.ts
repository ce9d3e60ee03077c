import type { ResourcesConfig } from 'aws-amplify'
import type * as theirs from 'aws-amplify/auth'
import type * as utils from 'aws-amplify/utils'
import { expect, it } from 'vitest'
import * as ours from '../src/amplify.ts'

type Theirs = Omit<typeof theirs, 'default'>

/** Amplify's types are compiled without exactOptionalPropertyTypes: what may be absent may be undefined. */
type Loosely<Value> = Value extends ((...input: never[]) => unknown) | theirs.JWT | Date
  ? Value
  : Value extends object
    ? {
        [Key in keyof Value]:
          | Loosely<Value[Key]>
          | (object extends Pick<Value, Key> ? undefined : never)
      }
    : Value

type Awaits<Value> = Value extends Promise<infer Answer> ? Promise<Loosely<Answer>> : Loosely<Value>

/** Each function as an application calls it, and each class as it makes one. */
type Called = {
  [Name in keyof Theirs]: Theirs[Name] extends new (
    ...input: infer Input
  ) => infer Made
    ? new (
        ...input: Input
      ) => Loosely<Made>
    : Theirs[Name] extends (...input: infer Input) => infer Answer
      ? (...input: Input) => Awaits<Answer>
      : never
}

it('has functions that an application may call as it called theirs', () => {
  const moved: Called = ours // compiles, or an application would not
  expect(moved.signIn).toBe(ours.signIn)
})

/** Without the configuration, which a provider knows by itself. */
type Plain<Options> = Options extends unknown ? Omit<Options, 'authConfig' | 'core'> : never

/** What an application gives and gets, by name. */
interface Given {
  ConfirmResetPasswordInput: ours.ConfirmResetPasswordInput
  ConfirmSignInInput: ours.ConfirmSignInInput
  ConfirmSignUpInput: ours.ConfirmSignUpInput
  ConfirmUserAttributeInput: ours.ConfirmUserAttributeInput
  CredentialsAndIdentityIdProvider: ours.CredentialsAndIdentityIdProvider
  DeleteUserAttributesInput: ours.DeleteUserAttributesInput
  DeleteWebAuthnCredentialInput: ours.DeleteWebAuthnCredentialInput
  FetchAuthSessionOptions: ours.FetchAuthSessionOptions
  ForgetDeviceInput: ours.ForgetDeviceInput
  ListWebAuthnCredentialsInput: ours.ListWebAuthnCredentialsInput
  ResendSignUpCodeInput: ours.ResendSignUpCodeInput
  ResetPasswordInput: ours.ResetPasswordInput
  SendUserAttributeVerificationCodeInput: ours.SendUserAttributeVerificationCodeInput
  SignInInput: ours.SignInInput
  SignOutInput: ours.SignOutInput
  SignUpInput: ours.SignUpInput
  UpdateMFAPreferenceInput: ours.UpdateMFAPreferenceInput
  UpdatePasswordInput: ours.UpdatePasswordInput
  UpdateUserAttributeInput: ours.UpdateUserAttributeInput
  UpdateUserAttributesInput: ours.UpdateUserAttributesInput
  VerifyTOTPSetupInput: ours.VerifyTOTPSetupInput
}
interface TheirsGiven {
  ConfirmResetPasswordInput: theirs.ConfirmResetPasswordInput
  ConfirmSignInInput: theirs.ConfirmSignInInput
  ConfirmSignUpInput: theirs.ConfirmSignUpInput
  ConfirmUserAttributeInput: theirs.ConfirmUserAttributeInput
  CredentialsAndIdentityIdProvider: theirs.CredentialsAndIdentityIdProvider
  DeleteUserAttributesInput: theirs.DeleteUserAttributesInput
  DeleteWebAuthnCredentialInput: theirs.DeleteWebAuthnCredentialInput
  FetchAuthSessionOptions: theirs.FetchAuthSessionOptions
  ForgetDeviceInput: theirs.ForgetDeviceInput
  ListWebAuthnCredentialsInput: theirs.ListWebAuthnCredentialsInput
  ResendSignUpCodeInput: theirs.ResendSignUpCodeInput
  ResetPasswordInput: theirs.ResetPasswordInput
  SendUserAttributeVerificationCodeInput: theirs.SendUserAttributeVerificationCodeInput
  SignInInput: theirs.SignInInput
  SignOutInput: theirs.SignOutInput
  SignUpInput: theirs.SignUpInput
  UpdateMFAPreferenceInput: theirs.UpdateMFAPreferenceInput
  UpdatePasswordInput: theirs.UpdatePasswordInput
  UpdateUserAttributeInput: theirs.UpdateUserAttributeInput
  UpdateUserAttributesInput: theirs.UpdateUserAttributesInput
  VerifyTOTPSetupInput: theirs.VerifyTOTPSetupInput
}
interface Got {
  AuthSession: ours.AuthSession
  AuthTokens: ours.AuthTokens
  AuthUser: ours.AuthUser
  AuthWebAuthnCredential: ours.AuthWebAuthnCredential
  CodeDeliveryDetails: ours.CodeDeliveryDetails
  ConfirmSignInOutput: ours.ConfirmSignInOutput
  ConfirmSignUpOutput: ours.ConfirmSignUpOutput
  CredentialsAndIdentityId: ours.CredentialsAndIdentityId
  FetchDevicesOutput: ours.FetchDevicesOutput
  FetchMFAPreferenceOutput: ours.FetchMFAPreferenceOutput
  FetchUserAttributesOutput: ours.FetchUserAttributesOutput
  GetCredentialsOptions: Plain<ours.GetCredentialsOptions>
  GetCurrentUserOutput: ours.GetCurrentUserOutput
  JWT: ours.JWT
  ListWebAuthnCredentialsOutput: ours.ListWebAuthnCredentialsOutput
  ResendSignUpCodeOutput: ours.ResendSignUpCodeOutput
  ResetPasswordOutput: ours.ResetPasswordOutput
  SendUserAttributeVerificationCodeOutput: ours.SendUserAttributeVerificationCodeOutput
  SetUpTOTPOutput: ours.SetUpTOTPOutput
  SignInOutput: ours.SignInOutput
  SignUpOutput: ours.SignUpOutput
  UpdateUserAttributeOutput: ours.UpdateUserAttributeOutput
  UpdateUserAttributesOutput: ours.UpdateUserAttributesOutput
  UserAttributeKey: ours.UserAttributeKey
  VerifiableUserAttributeKey: ours.VerifiableUserAttributeKey
}
interface TheirsGot {
  AuthSession: theirs.AuthSession
  AuthTokens: theirs.AuthTokens
  AuthUser: theirs.AuthUser
  AuthWebAuthnCredential: theirs.AuthWebAuthnCredential
  CodeDeliveryDetails: theirs.CodeDeliveryDetails
  ConfirmSignInOutput: theirs.ConfirmSignInOutput
  ConfirmSignUpOutput: theirs.ConfirmSignUpOutput
  CredentialsAndIdentityId: theirs.CredentialsAndIdentityId
  FetchDevicesOutput: theirs.FetchDevicesOutput
  FetchMFAPreferenceOutput: theirs.FetchMFAPreferenceOutput
  FetchUserAttributesOutput: theirs.FetchUserAttributesOutput
  GetCredentialsOptions: Plain<theirs.GetCredentialsOptions>
  GetCurrentUserOutput: theirs.GetCurrentUserOutput
  JWT: theirs.JWT
  ListWebAuthnCredentialsOutput: theirs.ListWebAuthnCredentialsOutput
  ResendSignUpCodeOutput: theirs.ResendSignUpCodeOutput
  ResetPasswordOutput: theirs.ResetPasswordOutput
  SendUserAttributeVerificationCodeOutput: theirs.SendUserAttributeVerificationCodeOutput
  SetUpTOTPOutput: theirs.SetUpTOTPOutput
  SignInOutput: theirs.SignInOutput
  SignUpOutput: theirs.SignUpOutput
  UpdateUserAttributeOutput: theirs.UpdateUserAttributeOutput
  UpdateUserAttributesOutput: theirs.UpdateUserAttributesOutput
  UserAttributeKey: theirs.UserAttributeKey
  VerifiableUserAttributeKey: theirs.VerifiableUserAttributeKey
}

it('has their types by their names', () => {
  const give = (values: TheirsGiven): Given => values
  const get = (values: Got): Loosely<TheirsGot> => values
  expect([give, get]).toHaveLength(2) // what can fail of it has failed when it was compiled
})

type Capsule = ours.HubCapsule<'auth', ours.AuthHubEventData>

it('has their Hub, whose data is known by its event', () => {
  const hub: Pick<typeof utils.Hub, 'listen' | 'dispatch'> = ours.Hub
  const heard: string[] = []
  const tell = ({ payload }: Capsule) => {
    switch (payload.event) {
      case 'signedIn':
        return heard.push(payload.data.username)
      case 'tokenRefresh_failure':
        return heard.push(payload.data.error?.message ?? '')
      case 'signInWithRedirect_failure':
        return heard.push(payload.data.error?.name ?? '')
      case 'customOAuthState':
        return heard.push(payload.data.toUpperCase())
      case 'signedOut':
      case 'tokenRefresh':
      case 'signInWithRedirect':
        return heard.push(payload.event)
    }
  }
  const stop = ours.Hub.listen('auth', tell)
  const stopTheirs = hub.listen('auth', ({ payload }) => heard.push(payload.event))
  hub.dispatch('auth', { event: 'signedIn', data: { username: 'ada', userId: '1' } })
  stop()
  stopTheirs()
  expect(heard).toEqual(['ada', 'signedIn'])
})

it('has their storages and their configuration', () => {
  type Storages = 'defaultStorage' | 'sessionStorage' | 'sharedInMemoryStorage'
  type Emptied = ours.KeyValueStorageInterface & Pick<utils.KeyValueStorageInterface, 'clear'>
  const storages: Record<Storages, Emptied> = ours
  const make = (...given: ConstructorParameters<typeof utils.CookieStorage>) =>
    new ours.CookieStorage(...(given as ConstructorParameters<typeof ours.CookieStorage>))
  const bring = (storage: utils.KeyValueStorageInterface): ours.KeyValueStorageInterface => storage
  const configure = ({ Auth }: ResourcesConfig): Loosely<ours.ResourcesConfig> => ({ Auth })
  expect([storages, make, bring, configure]).toHaveLength(4)
})
