/** All that a store holds, as a few short texts: equal texts, equal rows. */
import { createHash } from 'node:crypto'
import type { RawRow, RawStore } from './raw-store.ts'

/** What each table holds: `{ users: '3 rows k2…' }`, so that a difference names its table. */
export type Digest = Readonly<Record<string, string>>

/**
 * Reads every row of every table; tables of the future too, since the store is asked for their names.
 *
 * @param apart columns that get a text of their own, by table: `{ codes: ['attempts'] }` makes
 *   `codes` and `codes.attempts`.
 */
export async function digestOf(
  store: RawStore,
  apart: Readonly<Record<string, readonly string[]>> = {},
): Promise<Digest> {
  const digest: Record<string, string> = {}
  for (const [table, rows] of Object.entries(await store.everything())) {
    const columns = apart[table] ?? []
    digest[table] = describe(rows, (column) => !columns.includes(column))
    for (const one of columns) digest[`${table}.${one}`] = describe(rows, (name) => name === one)
  }
  return digest
}

/** A digest without some of its entries. */
export function leaveOut(digest: Digest, entries: readonly string[]): Digest {
  return Object.fromEntries(Object.entries(digest).filter(([entry]) => !entries.includes(entry)))
}

/** The order in which a database hands out rows means nothing. */
function describe(rows: readonly RawRow[], isMeant: (column: string) => boolean): string {
  const texts = rows.map((row) =>
    JSON.stringify(Object.entries(row).filter(([column]) => isMeant(column))),
  )
  const hash = createHash('sha256').update(JSON.stringify(texts.sort())).digest('base64url')
  return `${rows.length} rows ${hash}`
}
