import type { Kysely } from 'kysely'

/** What a migration must know of a dialect. */
export interface ColumnTypes {
  /** Text that compares and sorts by bytes, so that ranges and order agree on every database. */
  readonly text: string
}

/** A numbered step forward. It never changes once it has been released; there is no way back. */
export interface Migration {
  readonly id: number
  readonly name: string
  /** The migration sees the schema of its own time, which no type of today describes. */
  up(db: Kysely<unknown>, types: ColumnTypes): Promise<void>
}
