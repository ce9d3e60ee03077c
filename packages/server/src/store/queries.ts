import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** What a repository asks its questions through: a connection, or a transaction on it. */
export type Queries = Kysely<Tables>

/** How many rows a statement changed; the drivers answer with a bigint. */
export const changed = (result: { numUpdatedRows: bigint } | { numDeletedRows: bigint }): number =>
  Number('numUpdatedRows' in result ? result.numUpdatedRows : result.numDeletedRows)
