/** What a provider is to the Gem. The flows that it lacks it does not support, and that is said. */
import type { AuthCore } from '../core/core.ts'
import { beginDeviceSignIn, confirmDeviceSignIn, signOutOf } from '../providers/device-sign-in.ts'
import { type AuthProvider, providerTokens, requireWhole, saveTokens } from '../session/provider.ts'
import type { TokenSet } from '../session/tokens.ts'
import type { AuthenticationTokens } from './notifications.ts'
import { NO_PROVIDER } from './provider-names.ts'

interface DeviceCode {
  readonly userCode: string
  readonly verificationUrl: string
  readonly codeExpiresInSeconds: number
}

export interface GemProvider {
  readonly name: string
  /** Why it cannot be used, as a warning; undefined when it can. */
  check(): string | undefined
  passwordGrantSingleFactor?(username: string, password: string): Promise<TokenSet>
  passwordGrantMultiFactor?(username: string, password: string): Promise<void>
  passwordGrantMultiFactorConfirm?(username: string, code: string): Promise<TokenSet>
  deviceCodeGrant?(): Promise<DeviceCode>
  deviceCodeGrantConfirm?(): Promise<TokenSet>
  /** The tokens, good for use now; refreshed in any case where that is forced. */
  tokens(options: { readonly forceRefresh: boolean }): Promise<TokenSet | undefined>
  signOut(): Promise<void>
}

/** A provider with the Gem's names for its flows. */
export function asGemProvider(core: AuthCore, provider: AuthProvider): GemProvider {
  const { passwordSignIn, mfaSignIn, deviceFlow } = provider.flows
  const keep = async (tokens: TokenSet) => {
    await saveTokens(core, requireWhole(tokens, provider.name))
    return tokens
  }
  return {
    name: provider.name,
    check: () => undefined,
    ...(passwordSignIn && {
      passwordGrantSingleFactor: async (username, password) =>
        await keep(await passwordSignIn(core, { username, password })),
    }),
    ...(mfaSignIn && {
      passwordGrantMultiFactor: (username, password) =>
        mfaSignIn.begin(core, { username, password }),
      passwordGrantMultiFactorConfirm: async (username, code) =>
        await keep(await mfaSignIn.confirm(core, { username, code })),
    }),
    ...(deviceFlow && {
      deviceCodeGrant: async () => {
        const code = await beginDeviceSignIn(core, provider)
        const { userCode, verificationUri: verificationUrl, expiresInSeconds } = code
        return { userCode, verificationUrl, codeExpiresInSeconds: expiresInSeconds }
      },
      // The Gem asked once and left asking again to its user; this one asks until there is an end to it.
      deviceCodeGrantConfirm: () => confirmDeviceSignIn(core, provider),
    }),
    tokens: (options) => providerTokens(core, provider, options),
    signOut: () => signOutOf(core, provider),
  }
}

/** Tokens as notifications carry them. */
export const describeTokens = (tokens: TokenSet | undefined): AuthenticationTokens => {
  const secondsLeft = () =>
    tokens ? Math.floor((tokens.expiresAt - Date.now() - (tokens.clockDrift ?? 0)) / 1000) : 0
  const granted = secondsLeft()
  const AccessToken = tokens?.accessToken ?? ''
  // Login with Amazon has no ID token: there the access token is both.
  const OpenIdToken = tokens?.idToken ?? AccessToken
  const RefreshToken = tokens?.refreshToken ?? ''
  return {
    AccessToken,
    OpenIdToken,
    RefreshToken,
    GetAccessToken: () => AccessToken,
    GetOpenIdToken: () => OpenIdToken,
    GetRefreshToken: () => RefreshToken,
    AreTokensValid: () => secondsLeft() > 0,
    GetProviderName: () => tokens?.provider ?? NO_PROVIDER,
    GetTokensExpireTimeSeconds: () => Math.max(granted, 0),
  }
}
