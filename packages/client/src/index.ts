export * from './actions/attributes.ts'
export { autoSignIn } from './actions/auto-sign-in.ts'
export { awsCredentials, type SdkCredentials } from './actions/aws-credentials.ts'
export { confirmSignIn, resumeSignIn } from './actions/confirm-sign-in.ts'
export { deleteUser } from './actions/delete-user.ts'
export { type AuthDevice, fetchDevices, forgetDevice, rememberDevice } from './actions/devices.ts'
export * from './actions/mfa.ts'
export * from './actions/passkeys.ts'
export * from './actions/passwords.ts'
export {
  type AuthSession,
  type FetchAuthSessionOptions,
  fetchAuthSession,
  getCurrentUser,
} from './actions/session.ts'
export { signIn } from './actions/sign-in.ts'
export { type SignOutInput, signOut } from './actions/sign-out.ts'
export {
  type ConfirmSignUpInput,
  confirmSignUp,
  resendSignUpCode,
  type SignUpInput,
  type SignUpOutput,
  signUp,
  type UsernameInput,
} from './actions/sign-up.ts'
export { mergeConfigs, readConfig } from './config/read-config.ts'
export type * from './core/config.ts'
export {
  type AuthCore,
  type CoreOptions,
  type CredentialsProvider,
  createCore,
  withSignal,
} from './core/core.ts'
export type { AuthTokens, AWSCredentials } from './core/credentials.ts'
export { AuthError } from './core/errors.ts'
export type {
  AuthEvent,
  AuthEventDetails,
  AuthEvents,
  AuthUser,
  DeviceCode,
  SignInDetails,
} from './core/events.ts'
export { type Auth, createAuth } from './create-auth.ts'
export { type ClassicFlowOptions, classicFlow } from './credentials/classic.ts'
export { type Exchange, type Exchanged, enhancedFlow } from './credentials/exchange.ts'
export { type IdentityPoolOptions, identityPool } from './credentials/identity-pool.ts'
export { decodeJWT, type JWT, type JwtPayload } from './encoding/jwt.ts'
export { type LoginWithAmazonConfig, loginWithAmazon } from './providers/amazon.ts'
export { configuredProviders } from './providers/configured.ts'
export {
  beginDeviceSignIn,
  cancelDeviceSignIn,
  confirmDeviceSignIn,
  type DeviceSignInOptions,
  signInWithDevice,
  signOutOf,
} from './providers/device-sign-in.ts'
export { type GoogleConfig, google } from './providers/google.ts'
export { type OidcProviderConfig, oidcProvider } from './providers/oidc.ts'
export type * from './session/provider.ts'
export { providerTokens, requireFlow, saveTokens, supportedFlows } from './session/provider.ts'
export type { TokenSet } from './session/tokens.ts'
export type * from './sign-in/types.ts'
export { memoryStorage } from './storage/memory.ts'
export type { AuthStorage, StorageChange } from './storage/storage.ts'
export { webStorage } from './storage/web.ts'
export { callIdentityPool, type IdentityPoolOperations } from './wire/identity-pool.ts'
export type { UserPoolOperations } from './wire/operations.ts'
export { callUserPool } from './wire/user-pool.ts'
