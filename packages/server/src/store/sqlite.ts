import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { type Database, OwnerGoneError } from './database.ts'
import { explainFolder } from './folder-errors.ts'
import { migrate } from './migrate.ts'
import { repositories } from './repositories.ts'
import type { Tables } from './tables.ts'

/** SQLite compares and sorts text by bytes unless told otherwise. */
const COLUMN_TYPES = { text: 'text' }

/** How long opening waits for a process that is just closing the file. */
const BUSY_TIMEOUT_MS = 2_000

/**
 * Opens (and creates) the embedded database in a folder.
 *
 * One connection writes, its transactions one after the other; another reads what is committed. Every
 * commit is on the disk before it is acknowledged (WAL, synchronous=FULL).
 *
 * @throws in one sentence that says what to do, when another process has the folder open, when it cannot be
 *   used, or when a newer Poolhouse wrote it.
 */
export async function openSqlite(folder: string, now: number): Promise<Database> {
  const path = join(folder, 'poolhouse.db')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    // For its owner only, in a folder that others may enter too. SQLite gives its other files the same mode.
    closeSync(openSync(path, 'a', 0o600))
    return await open(path, 'FULL', now, claim(folder))
  } catch (error) {
    throw explainFolder(error, folder)
  }
}

/** The same database in a temporary folder, gone when closed. Nothing is synced: for tests. */
export async function openMemory(now: number): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), 'poolhouse-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  return open(join(folder, 'poolhouse.db'), 'OFF', now, remove)
}

async function open(
  path: string,
  synchronous: 'FULL' | 'OFF',
  now: number,
  release: () => void,
): Promise<Database> {
  const connections: Sqlite.Database[] = []
  // The writer last: the last connection to close folds the write-ahead log into the file, and a reader may not.
  const close = () => {
    for (const connection of connections.toReversed()) connection.close()
    release()
  }
  try {
    const writer = new Sqlite(path, { timeout: BUSY_TIMEOUT_MS })
    connections.push(writer)
    writer.pragma('journal_mode = WAL')
    writer.pragma(`synchronous = ${synchronous}`)
    writer.pragma('foreign_keys = ON')
    const writes = new Kysely<Tables>({ dialect: new SqliteDialect({ database: writer }) })
    await migrate(writes as unknown as Kysely<unknown>, COLUMN_TYPES, now)

    const reader = new Sqlite(path, { readonly: true, timeout: BUSY_TIMEOUT_MS })
    connections.push(reader)
    const reads = new Kysely<Tables>({ dialect: new SqliteDialect({ database: reader }) })
    return {
      write: (work) =>
        writes
          .transaction()
          .execute((transaction) => work(repositories(transaction)))
          .catch(translate),
      read: repositories(reads),
      ping: async () => {
        reader.prepare('select 1').get()
      },
      close: async () => {
        await reads.destroy()
        await writes.destroy()
        close()
      },
    }
  } catch (error) {
    close()
    throw error
  }
}

function translate(error: unknown): never {
  const isForeignKey =
    error instanceof Sqlite.SqliteError && error.code === 'SQLITE_CONSTRAINT_FOREIGNKEY'
  throw isForeignKey ? new OwnerGoneError('owner deleted', { cause: error }) : error
}

/**
 * Makes this process the folder's only one. The lock is the operating system's, held through a second
 * database file, so that a killed process leaves nothing to clean up.
 */
function claim(folder: string): () => void {
  const owner = new Sqlite(join(folder, 'owner.lock'), { timeout: 0 })
  try {
    owner.pragma('journal_mode = DELETE')
    owner.exec('begin exclusive')
  } catch (error) {
    owner.close()
    throw error
  }
  return () => owner.close()
}
