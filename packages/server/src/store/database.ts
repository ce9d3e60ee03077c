import type { Repositories } from './repositories.ts'

/**
 * The store, as everything above it sees it.
 *
 * A write closure runs in one transaction, may run more than once (a conflict is tried again), and awaits
 * nothing but the repositories it is given: no message, no hash, no trigger. What it returns is durable
 * when `write` resolves. A throw rolls back; an outcome that must be kept, such as a counted failure, is
 * therefore returned.
 */
export interface Database {
  write<Result>(work: (repositories: Repositories) => Promise<Result>): Promise<Result>
  /** Committed state only; every query on its own. */
  readonly read: Repositories
  /** Resolves when the database answers a query. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** Thrown by `write` when a row's owner (a pool, a client, a user) was deleted while the write was under way. */
export class OwnerGoneError extends Error {
  override readonly name = 'OwnerGoneError'
}
