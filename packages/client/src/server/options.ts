import { FLAG, keysOf, NUMBER, oneOf, TEXT, TEXTS, textLike } from '../config/kinds.ts'

/** RFC 6265 section 4.1.1: a semicolon would end it. */
const COOKIE_PATH = textLike(/^\/[^;\s]*$/, '"/", or "/app"')

/**
 * Checks what a handler is made with, as the configuration is: TypeScript does not check everybody's.
 *
 * @throws InvalidConfigurationException with the option, and what it should look like.
 */
export function checkOptions(options: object): void {
  const keys = keysOf('createAuthHandler', { ...options })
  keys.maybe('basePath', TEXT)
  keys.maybe('origins', TEXTS)
  keys.maybe('appName', TEXT)
  keys.maybe('timeoutMs', NUMBER)
  const cookies = keys.inside('cookies')
  cookies?.maybe('path', COOKIE_PATH)
  cookies?.maybe('sameSite', oneOf('Lax', 'Strict'))
  cookies?.maybe('maxAgeSeconds', NUMBER)
  cookies?.maybe('secure', FLAG)
}
