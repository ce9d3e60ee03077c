/**
 * Amplify's module shape on one instance: `Amplify.configure`, `Hub`, and every function of
 * `aws-amplify/auth`. Moving an application here is a change of import. A sign-in that waits goes on after a
 * reload by `confirmSignIn`, as Amplify's does; `resumeSignIn`, which says at which step, is an instance's.
 */
import { adoptSession, takeLeftovers } from './amplify/adopt-session.ts'
import { Hub } from './amplify/hub.ts'
import type { AnyConfig, ResourcesConfig } from './core/config.ts'
import type { CoreOptions, CredentialsProvider } from './core/core.ts'
import { AuthError } from './core/errors.ts'
import type { AuthEvents } from './core/events.ts'
import { type Auth, createAuth } from './create-auth.ts'
import { revoke } from './session/cognito.ts'

/** Amplify's second argument, as far as it concerns signing in. */
export interface LibraryOptions {
  readonly Auth?: {
    readonly credentialsProvider?: CredentialsProvider
    readonly headers?: () => Promise<Record<string, string>>
  }
  /** Where sessions are kept; Amplify has `cognitoUserPoolsTokenProvider.setKeyValueStorage` for it. */
  readonly storage?: CoreOptions['storage']
}

const EVENTS: readonly (keyof AuthEvents)[] = [
  'signedIn',
  'signedOut',
  'tokenRefresh',
  'tokenRefresh_failure',
]

let current: Auth | undefined
/** The session that Amplify left behind is taken over before anything asks for one. */
let adopted: Promise<void> = Promise.resolve()

export const Amplify = {
  /**
   * @throws InvalidConfigurationException with the key, and what it should look like;
   * NotImplementedException for a token provider of the application's own.
   */
  configure(config: AnyConfig, { Auth: options, storage }: LibraryOptions = {}): void {
    if (options && 'tokenProvider' in options) throw notImplemented('Auth.tokenProvider')
    const auth = createAuth(config, { ...options, ...(storage && { storage }) })
    current?.close()
    current = auth
    adopted = adoptSession(auth).catch(() => {}) // unreadable: they sign in again
    for (const event of EVENTS) {
      auth.on(event, (data, { isFromOtherTab }) => {
        Hub.dispatch('auth', { event, ...(data && { data }) }, 'Auth', isFromOtherTab)
      })
    }
    Hub.dispatch('core', { event: 'configure', data: auth.resources }, 'Configure')
  },

  /** The configuration in Amplify's own shape, whatever shape it was given in. */
  getConfig: (): ResourcesConfig => current?.resources ?? {},
}

/** A function that runs on the instance which is configured when it is called. */
const onInstance =
  <Name extends keyof Auth>(name: Name) =>
  async (...input: Input<Auth[Name]>): Promise<Output<Auth[Name]>> => {
    await adopted
    const auth = current ?? createAuth({ Auth: undefined })
    const run = auth[name] as (...input: Input<Auth[Name]>) => Output<Auth[Name]> // one of its methods
    return await run(...input)
  }

type Input<Method> = Method extends (...input: infer Given) => unknown ? Given : never
type Output<Method> = Method extends (...input: never[]) => infer Answer ? Awaited<Answer> : never

/** The same for what signs out: of whomever Amplify left behind nothing is left either. */
const leavingNobody = <Name extends 'signOut' | 'deleteUser'>(name: Name) => {
  const run = onInstance(name)
  return async (...input: Input<Auth[Name]>): Promise<void> => {
    await adopted
    const auth = current
    const left = auth && (await takeLeftovers(auth))
    await Promise.all([run(...input), left && revoke(auth, left)])
  }
}

export const associateWebAuthnCredential = onInstance('associateWebAuthnCredential')
export const autoSignIn = onInstance('autoSignIn')
export const confirmResetPassword = onInstance('confirmResetPassword')
export const confirmSignIn = onInstance('confirmSignIn')
export const confirmSignUp = onInstance('confirmSignUp')
export const confirmUserAttribute = onInstance('confirmUserAttribute')
export const deleteUser = leavingNobody('deleteUser')
export const deleteUserAttributes = onInstance('deleteUserAttributes')
export const deleteWebAuthnCredential = onInstance('deleteWebAuthnCredential')
export const fetchAuthSession = onInstance('fetchAuthSession')
export const fetchDevices = onInstance('fetchDevices')
export const fetchMFAPreference = onInstance('fetchMFAPreference')
export const fetchUserAttributes = onInstance('fetchUserAttributes')
export const forgetDevice = onInstance('forgetDevice')
export const getCurrentUser = onInstance('getCurrentUser')
export const listWebAuthnCredentials = onInstance('listWebAuthnCredentials')
export const rememberDevice = onInstance('rememberDevice')
export const resendSignUpCode = onInstance('resendSignUpCode')
export const resetPassword = onInstance('resetPassword')
export const sendUserAttributeVerificationCode = onInstance('sendUserAttributeVerificationCode')
export const setUpTOTP = onInstance('setUpTOTP')
export const signIn = onInstance('signIn')
export const signOut = leavingNobody('signOut')
export const signUp = onInstance('signUp')
export const updateMFAPreference = onInstance('updateMFAPreference')
export const updatePassword = onInstance('updatePassword')
export const updateUserAttribute = onInstance('updateUserAttribute')
export const updateUserAttributes = onInstance('updateUserAttributes')
export const verifyTOTPSetup = onInstance('verifyTOTPSetup')

/** @throws NotImplementedException: there is no signing in by redirect yet. */
export async function signInWithRedirect(_input?: object): Promise<never> {
  throw notImplemented('Signing in by redirect')
}

const notImplemented = (what: string): AuthError =>
  new AuthError('NotImplementedException', `${what} is not implemented.`)

export { Hub, type HubCapsule } from './amplify/hub.ts'
export type * from './amplify-types.ts'
export { AuthError } from './core/errors.ts'
export { decodeJWT } from './encoding/jwt.ts'
