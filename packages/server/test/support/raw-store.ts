/** The stored rows as they are, read past the service: for what no operation shows. */
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import pg from 'pg'

export type RawRow = Readonly<Record<string, unknown>>

export interface RawStore {
  /** Runs one query, written so that both databases understand it. */
  query(sql: string): Promise<RawRow[]>
  /** Every row, by table, at one moment. Which tables there are is asked once. */
  everything(): Promise<Record<string, RawRow[]>>
  close(): Promise<void>
}

/** Opens a store for reading, beside the server that has it open. */
export async function openRawStore(
  store: { readonly sqlite: string } | { readonly postgres: string },
): Promise<RawStore> {
  return 'sqlite' in store ? openSqliteFile(store.sqlite) : await openDatabase(store.postgres)
}

/** Opens a store only for as long as it is looked at. */
export async function lookInto(
  store: Parameters<typeof openRawStore>[0],
  look: (raw: RawStore) => Promise<void>,
): Promise<void> {
  const raw = await openRawStore(store)
  try {
    await look(raw)
  } finally {
    await raw.close()
  }
}

function openSqliteFile(folder: string): RawStore {
  const file = new Sqlite(join(folder, 'poolhouse.db'), { readonly: true })
  const all = (sql: string) => file.prepare(sql).all() as RawRow[] // rows are objects by name
  const tables = namesIn(all(`select name from sqlite_master where type = 'table'`))
  const readAll = file.transaction(() =>
    Object.fromEntries(tables.map((table) => [table, all(`select * from "${table}"`)])),
  )
  return {
    query: async (sql) => all(sql),
    everything: async () => readAll(),
    async close() {
      file.close()
    },
  }
}

async function openDatabase(url: string): Promise<RawStore> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const query = async (sql: string): Promise<RawRow[]> => (await client.query(sql)).rows
  const tables = namesIn(
    await query(`select tablename as name from pg_tables where schemaname = 'public'`),
  )
  const rowsOf = (table: string) =>
    `'${table}', (select coalesce(json_agg(r), '[]') from "${table}" r)`
  return {
    query,
    async everything() {
      const [row] = await query(`select json_build_object(${tables.map(rowsOf).join()}) as found`)
      return row?.found as Record<string, RawRow[]> // as the query builds it
    },
    close: () => client.end(),
  }
}

const namesIn = (rows: readonly RawRow[]): string[] => rows.map((row) => String(row.name)).sort()
