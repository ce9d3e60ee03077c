import type { ServiceTable } from '../api/table.ts'
import type { Signer } from '../records/principal.ts'
import type { CallerContext } from '../rules/caller-context.ts'
import type { Services } from '../store/services.ts'
import type { Catalogue } from './operation.ts'

/** One call, as an edge hands it in. */
export interface Call {
  readonly table: ServiceTable
  /** The wire name, not yet believed. */
  readonly operation: string
  readonly requestId: string
  readonly caller: CallerContext
  /** Checks the signature and tells whose it is. @throws ServiceError. Asked only where one is needed. */
  authenticate(): Signer
  /** The input as it came. @throws ServiceError when it cannot be read. */
  body(): unknown
}

export interface CallOptions {
  readonly services: Services
  /** The operations that work, by service. */
  readonly catalogues: Readonly<Partial<Record<ServiceTable['service'], Catalogue>>>
  /**
   * What to do about an error or an output member that the tables do not declare: tests fail on it,
   * production logs it.
   */
  readonly isStrict: boolean
}
