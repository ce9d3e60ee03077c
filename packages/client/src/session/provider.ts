/** Whoever signs people in, as data: what it is called, and a function for each flow that it supports. */
import { type AuthCore, withoutSignal } from '../core/core.ts'
import { AuthError, nameOf } from '../core/errors.ts'
import { gapsIn } from '../encoding/record.ts'
import {
  cannotRefresh,
  changeTokens,
  DEFINITIVE,
  freshTokens,
  TOKEN_SET,
  type TokenSet,
  withoutGaps,
} from './tokens.ts'

export interface AuthProvider {
  readonly name: string
  /** How an identity pool knows its people; absent where none does. */
  readonly login?: ProviderLogin
  /** What is absent is not supported. */
  readonly flows: AuthFlows
}

export interface ProviderLogin {
  /** The key in `Logins`. */
  readonly key: string
  /** The token that proves who signed in. */
  readonly token: 'idToken' | 'accessToken'
}

export interface AuthFlows {
  /** What it answers is kept by whoever asks: the Gem's buses, or an application with `saveTokens`. */
  readonly passwordSignIn?: (core: AuthCore, who: PasswordCredentials) => Promise<TokenSet>
  readonly mfaSignIn?: MfaFlow
  readonly deviceFlow?: DeviceFlow
  /** Newer tokens for old ones. `NotAuthorizedException` says that there will be none any more. */
  readonly refresh?: (core: AuthCore, tokens: TokenSet) => Promise<Partial<TokenSet>>
}

export interface PasswordCredentials {
  readonly username: string
  readonly password: string
}

/** A password, then a code. What that answers is kept as a password sign-in's. */
export interface MfaFlow {
  begin(core: AuthCore, who: PasswordCredentials): Promise<void>
  confirm(core: AuthCore, answer: MfaAnswer): Promise<TokenSet>
}

export interface MfaAnswer {
  readonly username: string
  readonly code: string
}

/** A code that is typed on another device (RFC 8628). */
export interface DeviceFlow {
  begin(core: AuthCore): Promise<DeviceAuthorization>
  /** Asks once whether the person has agreed. */
  poll(core: AuthCore, authorization: DeviceAuthorization): Promise<TokenSet | DeviceFlowPending>
}

/** Ask again after the interval, or after a longer one from now on. */
export type DeviceFlowPending = 'pending' | 'slower'

export interface DeviceAuthorization {
  /** What this device asks with. Never shown. */
  readonly deviceCode: string
  /** What the person types. */
  readonly userCode: string
  /** Where they type it. */
  readonly verificationUri: string
  /** The same address with the code in it, for a QR code, where the provider has one. */
  readonly verificationUriComplete?: string | undefined
  /** Milliseconds since 1970. */
  readonly expiresAt: number
  readonly intervalMs: number
}

const FLOW_NAMES: Readonly<Record<keyof AuthFlows, string>> = {
  passwordSignIn: 'password sign-in',
  mfaSignIn: 'MFA sign-in',
  deviceFlow: 'device flow',
  refresh: 'refresh',
}

/** The flows that a provider supports. */
export const supportedFlows = ({ flows }: AuthProvider): (keyof AuthFlows)[] =>
  (Object.keys(FLOW_NAMES) as (keyof AuthFlows)[]).filter((flow) => flows[flow])

/**
 * A provider's flow.
 *
 * @throws UnsupportedFlowException with the flows that it does support.
 */
export function requireFlow<Name extends keyof AuthFlows>(
  provider: AuthProvider,
  name: Name,
): NonNullable<AuthFlows[Name]> {
  const flow = provider.flows[name]
  if (flow) return flow
  const message = `Not supported: ${provider.name} has no ${FLOW_NAMES[name]}.`
  const supported = supportedFlows(provider).map((other) => FLOW_NAMES[other])
  throw new AuthError('UnsupportedFlowException', message, {
    recoverySuggestion: `It supports ${supported.join(', ') || 'no flow'}.`,
  })
}

/**
 * Signs someone in: from now on these are the provider's tokens. Emits `providerSignedIn`, unless they are the
 * tokens that are there already.
 *
 * @throws InvalidTokens with the members that are not what they have to be.
 */
export async function saveTokens(core: AuthCore, tokens: TokenSet): Promise<void> {
  const { provider, accessToken } = requireWhole(tokens, tokens.provider)
  let before: TokenSet | undefined
  await changeTokens(core, provider, async (current) => {
    before = current
    return tokens
  })
  if (before?.accessToken !== accessToken) core.events.emit('providerSignedIn', { provider })
}

/** In seconds, as providers tell times, no moment of these years is later. */
const LATEST_IN_SECONDS = 1e11

/** What could not be read again is refused, not kept. NaN is no number in JSON. */
export function requireWhole(tokens: TokenSet, provider: string): TokenSet {
  const gaps = gapsIn(JSON.stringify(tokens), TOKEN_SET)
  if (gaps) throw invalidTokens(provider, `lacks ${gaps}`)
  const isForeign = tokens.provider !== provider
  if (isForeign) throw invalidTokens(provider, `names ${tokens.provider} as its provider`)
  const isInSeconds = tokens.expiresAt > 0 && tokens.expiresAt < LATEST_IN_SECONDS
  if (isInSeconds) throw invalidTokens(provider, 'has expiresAt in seconds, not milliseconds')
  return tokens
}

const invalidTokens = (provider: string, complaint: string): AuthError =>
  new AuthError('InvalidTokens', `${provider}: a token set ${complaint}.`)

/**
 * A provider's tokens, good for use now, or undefined when nobody is signed in with it.
 *
 * @throws AuthError with the person still signed in when the provider could not be asked.
 */
export const providerTokens = (
  core: AuthCore,
  provider: AuthProvider,
  options: { readonly forceRefresh?: boolean } = {},
): Promise<TokenSet | undefined> =>
  freshTokens(
    namingEvents(core, provider),
    provider.name,
    async (tokens) => {
      const { refresh } = provider.flows
      if (!refresh) {
        throw cannotRefresh(tokens, `${provider.name} refreshes nothing: sign in again.`)
      }
      const newer = await refresh(withoutSignal(core), tokens)
      return requireWhole({ ...tokens, ...withoutGaps(newer) }, provider.name)
    },
    options,
  )

/**
 * The same core, whose events of a refresh say which provider's it was: those of the user pool name none. A
 * session that ended by it is one that was signed out of.
 */
const namingEvents = (core: AuthCore, { name: provider }: AuthProvider): AuthCore => ({
  ...core,
  events: {
    ...core.events,
    emit(event, data) {
      core.events.emit(event, { ...data, provider } as typeof data) // as AuthEvents has it of a provider
      if (DEFINITIVE.has(nameOf((data as { error?: AuthError } | undefined)?.error))) {
        core.events.emit('providerSignedOut', { provider })
      }
    },
  },
})
