/** The providers that a settings registry sets up, as the Gem read it when it was initialized. */
import { readConfig } from '../config/read-config.ts'
import { configuredProviders } from '../providers/configured.ts'
import type { AuthProvider } from '../session/provider.ts'

/** What is in `AuthenticationProvider.setreg`, as an object. The Gem took its path, which nothing here can read. */
export type SettingsRegistry = Readonly<Record<string, unknown>>

/**
 * The providers of a settings registry; none where there is no registry.
 *
 * @throws InvalidConfigurationException with the key, and what it should look like; an Error for a path.
 */
export function readSettings(settings: SettingsRegistry | undefined): AuthProvider[] {
  if (settings === undefined) return []
  if (typeof settings === 'object') {
    return configuredProviders(readConfig(settings, 'AuthenticationProvider.setreg'))
  }
  throw new Error(
    `Failed to load the setting registry ${settings}: give what is in the file, as an object.`,
  )
}
