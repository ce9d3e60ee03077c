import { DOCUMENT, FUNCTION, invalid, keysOf, NUMBER } from './kinds.ts'

/**
 * Checks what an instance is made with, as the configuration is: TypeScript does not check everybody's.
 *
 * @throws InvalidConfigurationException with the option, and what it should look like.
 */
export function checkOptions(options: object): void {
  const keys = keysOf('createAuth', options as Record<string, unknown>)
  keys.maybe('fetch', FUNCTION)
  keys.maybe('headers', FUNCTION)
  keys.maybe('timeoutMs', NUMBER)
  keys.maybe('credentialsProvider', DOCUMENT)
  const storage = keys.maybe('storage', DOCUMENT)
  // What else a storage has is its own affair: localStorage lists all that is stored in it.
  for (const name of ['getItem', 'setItem', 'removeItem']) {
    if (!storage || FUNCTION.is(storage[name])) continue
    throw invalid(`storage.${name} is missing. It should be a function, such as localStorage has.`)
  }
}
