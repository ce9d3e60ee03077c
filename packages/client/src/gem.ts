/** The AWS Client Auth Gem's buses, by their names, on a core of the client. */
import type { AuthCore } from './core/core.ts'
import { identityPool } from './credentials/identity-pool.ts'
import { type AuthenticationProviderRequests, makeAuthentication } from './gem/authentication.ts'
import { type AuthorizationRequests, makeAuthorization } from './gem/authorization.ts'
import { cognitoProvider } from './gem/cognito-provider.ts'
import {
  type AuthenticationProviderNotifications,
  type AuthorizationNotifications,
  makeNotificationBus,
  type NotificationBus,
  type UserManagementNotifications,
} from './gem/notifications.ts'
import { asGemProvider } from './gem/provider.ts'
import { makeUserManagement, type UserManagementRequests } from './gem/user-management.ts'
import { configuredProviders } from './providers/configured.ts'
import type { AuthProvider } from './session/provider.ts'

export interface Gem {
  readonly AuthenticationProvider: AuthenticationProviderRequests
  readonly UserManagement: UserManagementRequests
  readonly Authorization: AuthorizationRequests
  readonly AuthenticationProviderNotificationBus: NotificationBus<AuthenticationProviderNotifications>
  readonly AWSCognitoUserManagementNotificationBus: NotificationBus<UserManagementNotifications>
  readonly AWSCognitoAuthorizationNotificationBus: NotificationBus<AuthorizationNotifications>
}

/**
 * Makes the buses. Each kind of request answers by a notification on its own.
 *
 * @param providers besides `AWSCognitoIDP`, which is always there: those of the configuration unless given.
 * @example
 * const gem = createGem(createAuth(config))
 * gem.AuthenticationProviderNotificationBus.Connect({
 *   OnPasswordGrantSingleFactorSignInSuccess: (tokens) => play(tokens),
 * })
 * gem.AuthenticationProvider.Initialize(['AWSCognitoIDP'])
 */
export function createGem(
  auth: AuthCore,
  providers: readonly AuthProvider[] = configuredProviders(auth.resources),
): Gem {
  // The same list for all: whoever is set up later is asked for logins as well.
  const known = [...providers]
  const core: AuthCore = {
    ...auth,
    // Whether there are guests the identity pool decides: the Gem asks it for anybody.
    config: { ...auth.config, allowGuestAccess: auth.config.allowGuestAccess ?? true },
    credentialsProvider: identityPool({ providers: known }),
  }
  const authentication = makeNotificationBus<AuthenticationProviderNotifications>()
  const userManagement = makeNotificationBus<UserManagementNotifications>()
  const authorization = makeNotificationBus<AuthorizationNotifications>()
  const all = () => [cognitoProvider(core), ...known.map((one) => asGemProvider(core, one))]
  const setUp = (others: readonly AuthProvider[]) => {
    const names = new Set(others.map(({ name }) => name))
    known.splice(0, known.length, ...known.filter(({ name }) => !names.has(name)), ...others)
  }
  return {
    AuthenticationProvider: makeAuthentication(authentication, { all, setUp }),
    UserManagement: makeUserManagement(userManagement, core),
    Authorization: makeAuthorization(authorization, core, known),
    AuthenticationProviderNotificationBus: authentication,
    AWSCognitoUserManagementNotificationBus: userManagement,
    AWSCognitoAuthorizationNotificationBus: authorization,
  }
}

export type {
  AuthenticationProviderNotifications,
  AuthenticationTokens,
  AuthorizationNotifications,
  ClientAuthAWSCredentials,
  Connection,
  NotificationBus,
  NotificationHandler,
  UserManagementNotifications,
} from './gem/notifications.ts'
export {
  type ProviderName,
  ProviderNameEnum,
  ProviderNameEnum_AWSCognitoIDP,
  ProviderNameEnum_Google,
  ProviderNameEnum_LoginWithAmazon,
  ProviderNameEnum_None,
} from './gem/provider-names.ts'
export type { SettingsRegistry } from './gem/settings.ts'
