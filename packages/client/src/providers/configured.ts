import type { ResourcesConfig } from '../core/config.ts'
import type { AuthProvider } from '../session/provider.ts'
import { loginWithAmazon } from './amazon.ts'
import { google } from './google.ts'

/** The providers that a configuration names, as `AuthenticationProvider.setreg` does. */
export function configuredProviders({ Providers = {} }: ResourcesConfig): AuthProvider[] {
  const { LoginWithAmazon, Google } = Providers
  return [
    ...(LoginWithAmazon ? [loginWithAmazon(LoginWithAmazon)] : []),
    ...(Google ? [google(Google)] : []),
  ]
}
