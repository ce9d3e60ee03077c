/** The Gem's `AuthenticationProviderRequestBus`: calls that answer by notification. */
import type { TokenSet } from '../session/tokens.ts'
import type {
  AuthenticationProviderNotifications,
  AuthenticationTokens,
  FailName,
  NotificationBus,
} from './notifications.ts'
import { describeTokens, type GemProvider } from './provider.ts'
import { nameOfProvider, type ProviderName, whyMissing } from './provider-names.ts'

export interface AuthenticationProviderRequests {
  /** Makes providers ready; false and a warning where one cannot be. */
  Initialize(providerNames: readonly ProviderName[], settingsRegistryPath?: string): boolean
  IsSignedIn(provider: ProviderName): Promise<boolean>
  GetAuthenticationTokens(provider: ProviderName): Promise<AuthenticationTokens>
  PasswordGrantSingleFactorSignInAsync(
    provider: ProviderName,
    username: string,
    password: string,
  ): Promise<void>
  PasswordGrantMultiFactorSignInAsync(
    provider: ProviderName,
    username: string,
    password: string,
  ): Promise<void>
  PasswordGrantMultiFactorConfirmSignInAsync(
    provider: ProviderName,
    username: string,
    confirmationCode: string,
  ): Promise<void>
  DeviceCodeGrantSignInAsync(provider: ProviderName): Promise<void>
  DeviceCodeGrantConfirmSignInAsync(provider: ProviderName): Promise<void>
  RefreshTokensAsync(provider: ProviderName): Promise<void>
  GetTokensWithRefreshAsync(provider: ProviderName): Promise<void>
  SignOut(provider: ProviderName): Promise<boolean>
}

const NOT_INITIALIZED = 'Provider is not initialized'
const NOT_SUPPORTED = 'Not supported'

/**
 * The requests, over the providers that there are. Each grant ends in exactly one notification: a flow that
 * a provider lacks and a provider that was not initialized are failures that are told; nothing is thrown.
 */
export function makeAuthentication(
  bus: NotificationBus<AuthenticationProviderNotifications>,
  providers: readonly GemProvider[],
): AuthenticationProviderRequests {
  const ready = new Map<string, GemProvider>()
  const find = (provider: ProviderName) => ready.get(nameOfProvider(provider))
  const known = providers.map((one) => one.name)

  /** Runs a provider's flow and tells how it went. */
  async function grant<Outcome>(
    provider: ProviderName,
    failure: FailName<AuthenticationProviderNotifications>,
    flow: (provider: GemProvider) => Promise<Outcome> | undefined,
    succeed: (outcome: Outcome) => void,
  ): Promise<void> {
    try {
      const found = find(provider)
      if (!found) throw new Error(NOT_INITIALIZED)
      const running = flow(found)
      if (!running) throw new Error(NOT_SUPPORTED)
      succeed(await running)
    } catch (error) {
      bus.Broadcast(failure, messageOf(error))
    }
  }

  /** The tokens, or undefined where there are none and where they cannot be had now. */
  const tokensOf = async (provider: ProviderName) =>
    await find(provider)
      ?.tokens({ forceRefresh: false })
      .catch(() => undefined)

  const refresh = (provider: ProviderName, forceRefresh: boolean) =>
    grant(
      provider,
      'OnRefreshTokensFail',
      async (found) => requireTokens(await found.tokens({ forceRefresh })),
      (tokens) => bus.Broadcast('OnRefreshTokensSuccess', describeTokens(tokens)),
    )

  return {
    Initialize(providerNames) {
      ready.clear()
      if (!Array.isArray(providerNames)) {
        console.warn(`Initialize takes a list of providers: ['AWSCognitoIDP'].`)
        return false
      }
      const problems = providerNames.map(nameOfProvider).map((name) => {
        const provider = providers.find((one) => one.name === name)
        const problem = provider ? provider.check() : whyMissing(name, known)
        if (provider && !problem) ready.set(name, provider)
        else console.warn(problem)
        return problem
      })
      return problems.every((problem) => problem === undefined)
    },

    async IsSignedIn(provider) {
      // Expired tokens that can be refreshed count: whoever asks for them gets good ones.
      return (await tokensOf(provider)) !== undefined
    },

    async GetAuthenticationTokens(provider) {
      return describeTokens(await tokensOf(provider))
    },

    PasswordGrantSingleFactorSignInAsync: (provider, username, password) =>
      grant(
        provider,
        'OnPasswordGrantSingleFactorSignInFail',
        (found) => found.passwordGrantSingleFactor?.(username, password),
        (tokens) =>
          bus.Broadcast('OnPasswordGrantSingleFactorSignInSuccess', describeTokens(tokens)),
      ),

    PasswordGrantMultiFactorSignInAsync: (provider, username, password) =>
      grant(
        provider,
        'OnPasswordGrantMultiFactorSignInFail',
        (found) => found.passwordGrantMultiFactor?.(username, password),
        () => bus.Broadcast('OnPasswordGrantMultiFactorSignInSuccess'),
      ),

    PasswordGrantMultiFactorConfirmSignInAsync: (provider, username, confirmationCode) =>
      grant(
        provider,
        'OnPasswordGrantMultiFactorConfirmSignInFail',
        (found) => found.passwordGrantMultiFactorConfirm?.(username, confirmationCode),
        (tokens) =>
          bus.Broadcast('OnPasswordGrantMultiFactorConfirmSignInSuccess', describeTokens(tokens)),
      ),

    DeviceCodeGrantSignInAsync: (provider) =>
      grant(
        provider,
        'OnDeviceCodeGrantSignInFail',
        (found) => found.deviceCodeGrant?.(),
        ({ userCode, verificationUrl, codeExpiresInSeconds }) =>
          bus.Broadcast(
            'OnDeviceCodeGrantSignInSuccess',
            userCode,
            verificationUrl,
            codeExpiresInSeconds,
          ),
      ),

    DeviceCodeGrantConfirmSignInAsync: (provider) =>
      grant(
        provider,
        'OnDeviceCodeGrantConfirmSignInFail',
        (found) => found.deviceCodeGrantConfirm?.(),
        (tokens) => bus.Broadcast('OnDeviceCodeGrantConfirmSignInSuccess', describeTokens(tokens)),
      ),

    RefreshTokensAsync: (provider) => refresh(provider, true),
    GetTokensWithRefreshAsync: (provider) => refresh(provider, false),

    async SignOut(provider) {
      const found = find(provider)
      if (!found) return false
      await found.signOut()
      bus.Broadcast('OnSignOut', found.name)
      return true
    },
  }
}

function requireTokens(tokens: TokenSet | undefined): TokenSet {
  if (tokens) return tokens
  throw new Error('Nobody is signed in with this provider.')
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
