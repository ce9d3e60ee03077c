/**
 * Amplify's module shape on one instance: `Amplify.configure`, `Hub`, and every function of
 * `aws-amplify/auth`. Moving an application here is a change of import. A sign-in that waits goes on after a
 * reload by `confirmSignIn`, as Amplify's does; `resumeSignIn`, which says at which step, is an instance's.
 */
import { adoptDevices } from './amplify/adopt-devices.ts'
import { adoptGuest } from './amplify/adopt-guest.ts'
import { adoptSession, takeLeftovers } from './amplify/adopt-session.ts'
import { Hub } from './amplify/hub.ts'
import { notImplemented } from './amplify/not-implemented.ts'
import { type ClientMetadataProvider, withRefreshMetadata } from './amplify/refresh-metadata.ts'
import { defaultStorage } from './amplify/storages.ts'
import { readConfig } from './config/read-config.ts'
import type { AnyConfig, ResourcesConfig } from './core/config.ts'
import { type CoreOptions, type CredentialsProvider, userPoolOf } from './core/core.ts'
import { AuthError as ThrownError } from './core/errors.ts'
import type { AuthEvents } from './core/events.ts'
import { type Auth, createAuth } from './create-auth.ts'
import { entryOf } from './encoding/entry.ts'
import { revoke } from './session/cognito.ts'
import type { AuthStorage } from './storage/storage.ts'

/** Amplify's second argument, as far as it concerns signing in. */
export interface LibraryOptions {
  readonly Auth?: {
    readonly credentialsProvider?: CredentialsProvider
    readonly headers?: () => Promise<Record<string, string>>
  }
  /** Where sessions are kept from now on, as `cognitoUserPoolsTokenProvider.setKeyValueStorage` says it. */
  readonly storage?: AuthStorage
  /** Not implemented: a page keeps no session for Amplify's server adapters. */
  readonly ssr?: boolean
}

/** What is called with an option that is not here, and what to use instead. */
const MISSING: Readonly<Record<string, string>> = {
  API: 'Give it to aws-amplify, which its calls stay with.',
  Storage: 'Give it to aws-amplify, which its calls stay with.',
  ssr: 'Keep the session on the server (createAuthHandler of @poolhouse/client/server), or give storage.',
  tokenProvider: 'Keep the tokens in a storage of your own instead: give storage.',
}

const EVENTS: readonly (keyof AuthEvents)[] = [
  'signedIn',
  'signedOut',
  'tokenRefresh',
  'tokenRefresh_failure',
]

let current: Auth | undefined
/** What Amplify left behind is taken over before anything asks for it. */
let adopted: Promise<void> = Promise.resolve()

/** What `configure` was given last: another storage means another instance of the same. */
let configured: { readonly config: object; readonly options: CoreOptions } | undefined
/** Where sessions are kept, however often it is configured: or else that would sign somebody out. */
let storage: AuthStorage = defaultStorage
let provideMetadata: ClientMetadataProvider | undefined
const fetchWithMetadata = withRefreshMetadata(async () => await provideMetadata?.())

export const Amplify = {
  /**
   * @throws InvalidConfigurationException with the key, and what it should look like;
   * NotImplementedException for `ssr` and for a token provider of the application's own.
   */
  configure(config: AnyConfig, given: LibraryOptions = {}): void {
    const { Auth: options } = given
    for (const [name, value] of Object.entries({ ...given, ...options })) {
      const instead = entryOf(MISSING, name)
      if (instead && value) throw notImplemented(`The option ${name}`, instead)
    }
    // As Amplify does, it takes a project's file where nobody signs in: `Auth` is undefined then.
    const resources = { Auth: undefined, ...readConfig(config) }
    const auth = start(resources, { ...options }, given.storage ?? storage)
    Hub.dispatch('core', { event: 'configure', data: auth.resources }, 'Configure')
  },

  /** The configuration in Amplify's own shape, whatever shape it was given in. */
  getConfig: (): ResourcesConfig => current?.resources ?? {},
}

/** What an application calls of Amplify's token provider. */
export const cognitoUserPoolsTokenProvider = {
  /** Keeps the session there from now on, until `configure` is given another. */
  setKeyValueStorage(chosen: AuthStorage): void {
    storage = chosen
    if (configured) start(configured.config, configured.options, chosen)
  },

  /** Asks for metadata at every refresh that is given none: it goes to the pool's functions. */
  setClientMetadataProvider(provide: ClientMetadataProvider): void {
    provideMetadata = provide
  },
}

/** Makes the instance that everything runs on from now on. */
function start(config: object, options: CoreOptions, chosen: AuthStorage): Auth {
  const made = createAuth(config, { ...options, storage: chosen, fetch: fetchWithMetadata })
  const auth = current && isOfSame(made, current) ? withMemory(made, current) : made
  current?.close()
  current = auth
  configured = { config, options }
  storage = chosen
  adopted = adopt(auth)
  for (const event of EVENTS) {
    auth.on(event, (data, { isFromOtherTab }) => {
      Hub.dispatch('auth', { event, ...(data && { data }) }, 'Auth', undefined, isFromOtherTab)
    })
  }
  return auth
}

/** Takes over what Amplify left behind. What is unreadable is left: they sign in again, or are another guest. */
async function adopt(auth: Auth): Promise<void> {
  for (const take of [adoptSession, adoptDevices, adoptGuest]) await take(auth).catch(() => {})
}

const isOfSame = (one: Auth, other: Auth): boolean =>
  one.storage === other.storage &&
  one.config.userPoolId === other.config.userPoolId &&
  one.config.userPoolClientId === other.config.userPoolClientId &&
  one.config.userPoolEndpoint === other.config.userPoolEndpoint

/** An instance that remembers what another does: whom a sign-up is to sign in, and which refreshes are under way. */
const withMemory = (auth: Auth, { memory }: Auth): Auth => auth.bind?.({ ...auth, memory }) ?? auth

let poolless: Auth | undefined
/** The instance that is configured, or the one that knows no pool. */
const anyInstance = (): Auth => {
  if (current) return current
  // One for all calls: an instance listens to other tabs for as long as there is one.
  poolless ??= createAuth({ Auth: undefined })
  return poolless
}

/**
 * The instance that is configured.
 *
 * @throws NoAmplifyContextError where none is; so does Amplify.
 */
function requireInstance(): Auth {
  if (current) return current
  throw new ThrownError('NoAmplifyContextError', 'Nothing is configured.', {
    recoverySuggestion: 'Call Amplify.configure first.',
  })
}

/** The same with a user pool: Amplify asks for it before it looks at who is signed in. */
function requireUserPool(): Auth {
  const auth = requireInstance()
  userPoolOf(auth)
  return auth
}

/** A function that runs on the instance which is configured when it is called. */
const onInstance =
  <Name extends keyof Auth>(name: Name, instance = requireUserPool) =>
  async (...input: Input<Auth[Name]>): Promise<Output<Auth[Name]>> => {
    await adopted
    const run = instance()[name] as (...input: Input<Auth[Name]>) => Output<Auth[Name]> // one of its methods
    return await run(...input)
  }

type Input<Method> = Method extends (...input: infer Given) => unknown ? Given : never
type Output<Method> = Method extends (...input: never[]) => infer Answer ? Awaited<Answer> : never

/** The same for what signs out: of whomever Amplify left behind nothing is left either. */
const leavingNobody = <Name extends 'signOut' | 'deleteUser'>(name: Name) => {
  const run = onInstance(name)
  return async (...input: Input<Auth[Name]>): Promise<void> => {
    await adopted
    const auth = requireUserPool()
    const left = await takeLeftovers(auth)
    await Promise.all([run(...input), left && revoke(auth, left)])
  }
}

export const associateWebAuthnCredential = onInstance('associateWebAuthnCredential')
export const autoSignIn = onInstance('autoSignIn', anyInstance)
export const confirmResetPassword = onInstance('confirmResetPassword')
export const confirmSignIn = onInstance('confirmSignIn')
export const confirmSignUp = onInstance('confirmSignUp')
export const confirmUserAttribute = onInstance('confirmUserAttribute')
export const deleteUser = leavingNobody('deleteUser')
export const deleteUserAttributes = onInstance('deleteUserAttributes')
export const deleteWebAuthnCredential = onInstance('deleteWebAuthnCredential')
export const fetchAuthSession = onInstance('fetchAuthSession', anyInstance)
export const fetchDevices = onInstance('fetchDevices')
export const fetchMFAPreference = onInstance('fetchMFAPreference')
export const fetchUserAttributes = onInstance('fetchUserAttributes')
export const forgetDevice = onInstance('forgetDevice')
export const getCurrentUser = onInstance('getCurrentUser')
export const listWebAuthnCredentials = onInstance('listWebAuthnCredentials')
export const rememberDevice = onInstance('rememberDevice')
export const resendSignUpCode = onInstance('resendSignUpCode', requireInstance)
export const resetPassword = onInstance('resetPassword', requireInstance)
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
  throw notImplemented('Signing in by redirect', 'Call signIn.')
}

export { AuthError } from './amplify/auth-error.ts'
export { type AuthHubEventData, Hub, type HubCapsule, type HubPayload } from './amplify/hub.ts'
export * from './amplify/storages.ts'
export type * from './amplify-types.ts'
export type { ResourcesConfig } from './core/config.ts'
export { decodeJWT } from './encoding/jwt.ts'
export type { AuthStorage as KeyValueStorageInterface } from './storage/storage.ts'
