import { browserStorage } from '../storage/default.ts'
import type { AuthStorage } from '../storage/storage.ts'
import type { CognitoConfig, ResourcesConfig } from './config.ts'
import type { AuthTokens, AWSCredentials } from './credentials.ts'
import { AuthError } from './errors.ts'
import { type Events, makeEvents } from './events.ts'

/** What every function takes first: one application's configuration, storage and listeners. */
export interface AuthCore {
  /** The configuration as it was given, once read. */
  readonly resources: ResourcesConfig
  readonly config: CognitoConfig
  readonly storage: AuthStorage
  readonly events: Events
  readonly fetch: typeof fetch
  /** Headers that go with every request. */
  readonly headers: (() => Promise<Record<string, string>>) | undefined
  readonly credentialsProvider: CredentialsProvider | undefined
  /** Ends what is asked through this core when it is aborted. */
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number
  /** What this process remembers and no storage keeps. */
  readonly memory: CoreMemory
  /** Of an instance: has its methods made for another core. */
  readonly bind: (<Core extends AuthCore>(core: Core) => Core) | undefined
}

/** For whom credentials are asked: who signed in, or a guest. */
export type GetCredentialsOptions = (
  | { readonly authenticated: true; readonly tokens: AuthTokens }
  | { readonly authenticated: false; readonly tokens?: never }
) & {
  readonly forceRefresh?: boolean
  readonly authConfig?: unknown
  /** Who asks. Amplify's own providers do without. */
  readonly core?: AuthCore
}

/** Where a session's AWS credentials come from: the interface of Amplify's own providers. */
export interface CredentialsProvider {
  getCredentialsAndIdentityId(
    asked: GetCredentialsOptions,
  ): Promise<{ credentials: AWSCredentials; identityId?: string } | undefined>
  /** Forgets them at once: who they belonged to is signed out. */
  clearCredentialsAndIdentityId(): void
}

interface CoreMemory {
  /** Refreshes under way, by what they refresh. */
  readonly refreshes: Map<string, Promise<unknown>>
  autoSignIn: ArmedAutoSignIn | undefined
  /** Whom a sign-in has last asked for what here: another tab may have asked somebody else since. */
  asked?: string | undefined
}

/** A sign-in that waits for a sign-up. The password is in it, so it is never stored. */
export interface ArmedAutoSignIn {
  readonly username: string
  readonly password: string | undefined
  readonly options: object | undefined
  /** `code` until the sign-up is confirmed here; `link` until it was confirmed elsewhere. */
  waitsFor: 'code' | 'link' | 'nothing'
  session: string | undefined
}

export interface CoreOptions {
  /** Where sessions are kept: localStorage where there is one, or else memory. */
  readonly storage?: AuthStorage
  readonly fetch?: typeof fetch
  /** Headers to add to every request. */
  readonly headers?: () => Promise<Record<string, string>>
  readonly credentialsProvider?: CredentialsProvider
  /** How long one request may take; 30 seconds unless given. */
  readonly timeoutMs?: number
}

/**
 * Makes the core from a configuration in Amplify's shape; `readConfig` makes that of any other.
 *
 * Use it with single functions where every byte counts; `createAuth` has them all as methods.
 */
export function createCore(resources: ResourcesConfig, options: CoreOptions = {}): AuthCore {
  return {
    resources,
    config: resources.Auth?.Cognito ?? {},
    storage: options.storage ?? browserStorage('localStorage'),
    events: makeEvents(),
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    headers: options.headers,
    credentialsProvider: options.credentialsProvider,
    signal: undefined,
    timeoutMs: options.timeoutMs ?? 30_000,
    bind: undefined,
    memory: { refreshes: new Map(), autoSignIn: undefined },
  }
}

/** The same core or instance, whose calls end when the signal is aborted. */
export function withSignal<Core extends AuthCore>(core: Core, signal: AbortSignal): Core {
  const either = core.signal ? AbortSignal.any([core.signal, signal]) : signal
  const other = { ...core, signal: either }
  return core.bind?.(other) ?? other
}

/** The same core for what several wait for: whoever waits no longer ends it for nobody else. */
export const withoutSignal = (core: AuthCore): AuthCore => ({ ...core, signal: undefined })

/**
 * The user pool and the client that are configured.
 *
 * @throws AuthUserPoolException when they are not.
 */
export function userPoolOf({ config }: AuthCore): {
  readonly userPoolId: string
  readonly userPoolClientId: string
} {
  const { userPoolId, userPoolClientId } = config
  if (userPoolId && userPoolClientId) return { userPoolId, userPoolClientId }
  throw new AuthError('AuthUserPoolException', 'No user pool is configured.', {
    recoverySuggestion:
      'Give Auth.Cognito.userPoolId and userPoolClientId, or the resource mapping file.',
  })
}

/** The key that something of this application is stored under. */
export const storageKey = ({ config }: AuthCore, name: string): string =>
  `poolhouse.${config.userPoolClientId ?? config.identityPoolId ?? 'app'}.${name}`
