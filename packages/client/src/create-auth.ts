/** The instance: one application's sign-in, with every function as a method. */
import * as attributes from './actions/attributes.ts'
import { autoSignIn } from './actions/auto-sign-in.ts'
import { confirmSignIn, resumeSignIn } from './actions/confirm-sign-in.ts'
import { deleteUser } from './actions/delete-user.ts'
import { fetchDevices, forgetDevice, rememberDevice } from './actions/devices.ts'
import * as mfa from './actions/mfa.ts'
import {
  associateWebAuthnCredential,
  deleteWebAuthnCredential,
  listWebAuthnCredentials,
} from './actions/passkeys.ts'
import * as passwords from './actions/passwords.ts'
import { fetchAuthSession, getCurrentUser } from './actions/session.ts'
import { signIn } from './actions/sign-in.ts'
import { signOut } from './actions/sign-out.ts'
import { confirmSignUp, resendSignUpCode, signUp } from './actions/sign-up.ts'
import { watchOtherTabs } from './actions/watch.ts'
import { checkOptions } from './config/check-options.ts'
import { readAuth } from './config/read-auth.ts'
import type { AnyConfig } from './core/config.ts'
import { type AuthCore, type CoreOptions, createCore } from './core/core.ts'
import type { Events } from './core/events.ts'
import { identityPool } from './credentials/identity-pool.ts'

/** Each of them takes a core first. */
const ACTIONS = {
  associateWebAuthnCredential,
  autoSignIn,
  confirmResetPassword: passwords.confirmResetPassword,
  confirmSignIn,
  confirmSignUp,
  confirmUserAttribute: attributes.confirmUserAttribute,
  deleteUser,
  deleteUserAttributes: attributes.deleteUserAttributes,
  deleteWebAuthnCredential,
  fetchAuthSession,
  fetchDevices,
  fetchMFAPreference: mfa.fetchMFAPreference,
  fetchUserAttributes: attributes.fetchUserAttributes,
  forgetDevice,
  getCurrentUser,
  listWebAuthnCredentials,
  rememberDevice,
  resendSignUpCode,
  resetPassword: passwords.resetPassword,
  resumeSignIn,
  sendUserAttributeVerificationCode: attributes.sendUserAttributeVerificationCode,
  setUpTOTP: mfa.setUpTOTP,
  signIn,
  signOut,
  signUp,
  updateMFAPreference: mfa.updateMFAPreference,
  updatePassword: passwords.updatePassword,
  updateUserAttribute: attributes.updateUserAttribute,
  updateUserAttributes: attributes.updateUserAttributes,
  verifyTOTPSetup: mfa.verifyTOTPSetup,
}

type Actions = typeof ACTIONS

/** A function of a core as a method of an instance. */
type Bound<Action> = Action extends (core: AuthCore, ...rest: infer Rest) => infer Output
  ? (...rest: Rest) => Output
  : never

/** What an application holds: it is a core as well, so that single functions take it. */
export type Auth = AuthCore & { readonly [Name in keyof Actions]: Bound<Actions[Name]> } & {
  /** Listens for an event. Answers how to stop. */
  readonly on: Events['on']
  /** Stops listening to other tabs: the instance is no longer used. */
  close(): void
}

/**
 * Makes an instance. There may be several, for several pools or, on a server, for each request.
 *
 * @param config in Amplify's shape, or whatever file there is: `readConfig` says which are known.
 * @throws InvalidConfigurationException with the key, and what it should look like; for a storage that is
 * none as well.
 * @example
 * const auth = createAuth({ Auth: { Cognito: { userPoolId, userPoolClientId } } })
 * const { nextStep } = await auth.signIn({ username, password })
 */
export function createAuth(config: AnyConfig, options: CoreOptions = {}): Auth {
  const resources = readAuth(config)
  checkOptions(options)
  const core = createCore(resources, { credentialsProvider: identityPool(), ...options })
  return bind({ ...core, on: core.events.on, close: watchOtherTabs(core), bind }) as Auth // with the methods
}

/** The same core with every action as a method that runs on it. */
function bind<Core extends AuthCore>(core: Core): Core {
  const methods = Object.entries(ACTIONS).map(([name, action]) => [
    name,
    (...rest: unknown[]) => (action as (...all: unknown[]) => unknown)(core, ...rest),
  ])
  return { ...core, ...Object.fromEntries(methods) }
}
