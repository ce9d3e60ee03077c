/** The Gem's `AuthenticationProviderRequestBus`: calls that answer by notification. */
import { messageOf } from '../core/errors.ts'
import type { AuthProvider } from '../session/provider.ts'
import type { TokenSet } from '../session/tokens.ts'
import type {
  AuthenticationProviderNotifications,
  AuthenticationTokens,
  FailName,
  NotificationBus,
} from './notifications.ts'
import { describeTokens, type GemProvider } from './provider.ts'
import { nameOfProvider, type ProviderName, whyMissing } from './provider-names.ts'
import { readSettings, type SettingsRegistry } from './settings.ts'

export interface AuthenticationProviderRequests {
  /**
   * Makes providers ready; false and a warning where one cannot be.
   *
   * @param settingsRegistry what is in `AuthenticationProvider.setreg`: sets up its providers, in the place of
   * others of their names.
   */
  Initialize(providerNames: readonly ProviderName[], settingsRegistry?: SettingsRegistry): boolean
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

/** The providers that there are. More may be set up at any time. */
export interface GemProviders {
  all(): readonly GemProvider[]
  setUp(providers: readonly AuthProvider[]): void
}

/**
 * The requests, over the providers that there are. Each grant ends in exactly one notification: a flow that
 * a provider lacks and a provider that was not initialized are failures that are told; nothing is thrown.
 */
export function makeAuthentication(
  bus: NotificationBus<AuthenticationProviderNotifications>,
  providers: GemProviders,
): AuthenticationProviderRequests {
  const ready = new Map<string, GemProvider>()
  const find = (provider: ProviderName) => ready.get(nameOfProvider(provider))

  /** Makes a provider ready. Answers why it cannot be, if it cannot. */
  function prepare(name: string): string | undefined {
    const all = providers.all()
    const provider = all.find((one) => one.name === name)
    const known = all.map((one) => one.name)
    const problem = provider ? provider.check() : whyMissing(name, known)
    if (provider && !problem) ready.set(name, provider)
    else console.warn(problem)
    return problem
  }

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
    Initialize(providerNames, settingsRegistry) {
      ready.clear()
      if (!Array.isArray(providerNames)) {
        console.warn(`Initialize takes a list of providers: ['AWSCognitoIDP'].`)
        return false
      }
      try {
        providers.setUp(readSettings(settingsRegistry))
      } catch (error) {
        console.warn(messageOf(error))
        return false
      }
      const problems = providerNames.map(nameOfProvider).map(prepare)
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
