import type { createGem } from '../../src/gem.ts'

/** Everything that the Gem's three buses tell from now on, in order: a name each, and what it carries. */
export function listen(gem: ReturnType<typeof createGem>): unknown[][] {
  const told: unknown[][] = []
  const get =
    (_: object, name: string) =>
    (...payload: unknown[]) =>
      told.push([name, ...payload])
  const handler = new Proxy({}, { get })
  gem.AuthenticationProviderNotificationBus.Connect(handler)
  gem.AWSCognitoUserManagementNotificationBus.Connect(handler)
  gem.AWSCognitoAuthorizationNotificationBus.Connect(handler)
  return told
}
