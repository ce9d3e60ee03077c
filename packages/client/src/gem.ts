/** The AWS Client Auth Gem's buses, by their names, on a core of the client. */
import type { AuthCore } from './core/core.ts'
import { identityPool } from './credentials/identity-pool.ts'
import { type AuthenticationProviderRequests, makeAuthentication } from './gem/authentication.ts'
import { type AuthorizationRequests, makeAuthorization } from './gem/authorization.ts'
import { cognitoProvider } from './gem/cognito-provider.ts'
import { makeNotificationBus, type NotificationBus } from './gem/notifications.ts'
import { asGemProvider } from './gem/provider.ts'
import { makeUserManagement, type UserManagementRequests } from './gem/user-management.ts'
import { configuredProviders } from './providers/configured.ts'
import type { AuthProvider } from './session/provider.ts'

export interface Gem {
  readonly Notifications: NotificationBus
  readonly AuthenticationProvider: AuthenticationProviderRequests
  readonly UserManagement: UserManagementRequests
  readonly Authorization: AuthorizationRequests
}

/**
 * Makes the buses. Requests answer by notification.
 *
 * @param providers besides `AWSCognitoIDP`, which is always there: those of the configuration unless given.
 * @example
 * const gem = createGem(createAuth(config))
 * gem.Notifications.Connect({ OnPasswordGrantSingleFactorSignInSuccess: (tokens) => play(tokens) })
 * gem.AuthenticationProvider.Initialize(['AWSCognitoIDP'])
 */
export function createGem(
  auth: AuthCore,
  providers: readonly AuthProvider[] = configuredProviders(auth.resources),
): Gem {
  const core: AuthCore = {
    ...auth,
    // Whether there are guests the identity pool decides: the Gem asks it for anybody.
    config: { ...auth.config, allowGuestAccess: auth.config.allowGuestAccess ?? true },
    credentialsProvider: identityPool({ providers }),
  }
  const Notifications = makeNotificationBus()
  const all = [cognitoProvider(core), ...providers.map((one) => asGemProvider(core, one))]
  return {
    Notifications,
    AuthenticationProvider: makeAuthentication(Notifications, all),
    UserManagement: makeUserManagement(Notifications, core),
    Authorization: makeAuthorization(Notifications, core, providers),
  }
}

export type {
  AuthenticationTokens,
  ClientAuthAWSCredentials,
  NotificationBus,
  NotificationHandler,
  Notifications,
} from './gem/notifications.ts'
