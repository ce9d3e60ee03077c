import type { CoreOptions } from '../core/core.ts'
import { invalid } from './kinds.ts'

/** @throws InvalidConfigurationException when what is given as a storage is none. */
export function checkOptions({ storage }: CoreOptions): void {
  for (const name of ['getItem', 'setItem', 'removeItem'] as const) {
    if (!storage || typeof storage[name] === 'function') continue
    throw invalid(`storage.${name} is missing. It should be a function, such as localStorage has.`)
  }
}
