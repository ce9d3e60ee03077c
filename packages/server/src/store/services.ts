import type { Ports } from '../ports/ports.ts'
import type { Database } from './database.ts'
import type { Repositories } from './repositories.ts'

/**
 * What every operation and flow may ask for by name: the ports, the repositories for reading, and `write`
 * for what must change together.
 */
export interface Services extends Ports, Repositories {
  readonly write: Database['write']
}
