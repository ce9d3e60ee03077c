/** The AWS Client Auth Gem's buses, by their names, on a core of the client. */
import type { AuthCore } from './core/core.ts'
import { type AuthenticationProviderRequests, makeAuthentication } from './gem/authentication.ts'
import { cognitoProvider } from './gem/cognito-provider.ts'
import { makeNotificationBus, type NotificationBus } from './gem/notifications.ts'
import type { GemProvider } from './gem/provider.ts'
import { makeUserManagement, type UserManagementRequests } from './gem/user-management.ts'

export interface Gem {
  readonly Notifications: NotificationBus
  readonly AuthenticationProvider: AuthenticationProviderRequests
  readonly UserManagement: UserManagementRequests
}

/**
 * Makes the buses. Requests answer by notification.
 *
 * @param providers besides `AWSCognitoIDP`, which is always there.
 * @example
 * const gem = createGem(createAuth(config))
 * gem.Notifications.Connect({ OnPasswordGrantSingleFactorSignInSuccess: (tokens) => play(tokens) })
 * gem.AuthenticationProvider.Initialize(['AWSCognitoIDP'])
 */
export function createGem(core: AuthCore, providers: readonly GemProvider[] = []): Gem {
  const Notifications = makeNotificationBus()
  const all = [cognitoProvider(core), ...providers]
  return {
    Notifications,
    AuthenticationProvider: makeAuthentication(Notifications, all),
    UserManagement: makeUserManagement(Notifications, core),
  }
}

export type {
  AuthenticationTokens,
  ClientAuthAWSCredentials,
  NotificationBus,
  NotificationHandler,
  Notifications,
} from './gem/notifications.ts'
export type { DeviceCode, GemProvider } from './gem/provider.ts'
