import { setTimeout as pause } from 'node:timers/promises'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Logger } from '../ports/logger.ts'
import { type Database, OwnerGoneError } from './database.ts'
import { migrate } from './migrate.ts'
import { repositories } from './repositories.ts'
import type { Tables } from './tables.ts'

const COLUMN_TYPES = { text: 'text collate "C"' }
const POOL_SIZE = 20
const CONNECT_TIMEOUT_MS = 10_000

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const SERIALIZATION_FAILURE = '40001'
const DEADLOCK_DETECTED = '40P01'
const FOREIGN_KEY_VIOLATION = '23503'
const MOST_TRIES = 8

/** Whole numbers arrive as text unless told otherwise; ours are times and counts, far below 2^53. */
const INT8 = 20
const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary'
      ? Number
      : (pg.types.getTypeParser(oid, format as 'text') as (value: string) => unknown),
}

/**
 * Opens a PostgreSQL database that any number of server processes may share.
 *
 * Transactions run at read committed; one that loses a conflict is run again.
 *
 * @throws when the server cannot be reached, or when a newer Poolhouse wrote the schema.
 */
export async function openPostgres(url: string, now: number, logger: Logger): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'poolhouse',
    types,
  })
  // A lost connection is replaced at its next use. Without listeners it would end us: the pool listens to
  // connections that are idle, nobody to one in the middle of a transaction, whose queries fail anyway.
  pool.on('error', (error) => logger.warn({ err: error.message }, 'lost an idle connection'))
  pool.on('connect', (client) => client.on('error', () => {}))
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  try {
    await migrate(db as unknown as Kysely<unknown>, COLUMN_TYPES, now)
  } catch (error) {
    await db.destroy()
    throw explain(error, url)
  }
  return {
    write: (work) =>
      persist(() => db.transaction().execute((transaction) => work(repositories(transaction)))),
    read: repositories(db),
    ping: async () => {
      await pool.query('select 1')
    },
    close: () => db.destroy(),
  }
}

/** The codes of Node's network errors; PostgreSQL's own have five signs, and texts that need no help. */
const NETWORK_CODE = /^E[A-Z_]{5,}$/

/** What a server that answers may say no to, by its code. */
const REFUSALS: Readonly<Record<string, string>> = {
  '3D000': 'has no database of that name; make it with createdb',
  '28000': 'does not let that user in',
  '28P01': 'refuses the password',
  '42501': 'does not let that user make tables in the database',
}

/** What is told of a start that failed: where the server was looked for, never the password. */
function explain(error: unknown, url: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reason = NETWORK_CODE.test(code) ? `cannot be reached (${code})` : REFUSALS[code]
  if (!reason) return error
  const message = `PostgreSQL at ${new URL(url).host} ${reason}: see POOLHOUSE_DATABASE_URL.`
  return new Error(message, { cause: error })
}

/** Tries a transaction again while it loses conflicts, with a growing, uneven pause. */
async function persist<Result>(run: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await run()
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === FOREIGN_KEY_VIOLATION)
        throw new OwnerGoneError('owner deleted', { cause: error })
      const isConflict = code === SERIALIZATION_FAILURE || code === DEADLOCK_DETECTED
      if (!isConflict || tries === MOST_TRIES) throw error
      await pause(Math.random() * 2 ** tries)
    }
  }
}
