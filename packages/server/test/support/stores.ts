import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { openPoolhouse, type Poolhouse, type PoolhouseOptions } from '../../src/index.ts'

/** Every behaviour holds on both. */
const STORES = ['sqlite', 'postgres'] as const

export type StoreName = (typeof STORES)[number]

/** Opens a house for a test; closed when the suite ends. */
export type Open = (options?: PoolhouseOptions) => Promise<Poolhouse>

/** All houses of one suite share a database on PostgreSQL, and so a master key. */
export const TEST_MASTER_KEY = Buffer.alloc(32, 'a key for tests only')

/**
 * Defines a suite once and runs it on every store: SQLite in memory, PostgreSQL in a fresh database.
 *
 * On PostgreSQL all houses that the suite opens share that database, as server processes do.
 */
export function onEachStore(name: string, define: (open: Open, store: StoreName) => void): void {
  describe.each(STORES)(`${name} on %s`, (store) => {
    const houses: Poolhouse[] = []
    const database = store === 'postgres' ? useDatabase() : undefined
    afterAll(async () => {
      for (const house of houses) await house.close()
    })
    const open: Open = async (options) => {
      const house = await openPoolhouse({
        store: database ? { postgres: database() } : 'memory',
        masterKey: TEST_MASTER_KEY,
        keyStock: injectedKeys(),
        isStrict: true,
        ...options,
      })
      houses.push(house)
      return house
    }
    define(open, store)
  })
}

/** A PostgreSQL database for this suite; call the result for its address, once hooks have run. */
export function useDatabase(): () => string {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const server = inject('postgresUrl')
  beforeAll(() => command(server, `create database ${name} template template0`))
  // The houses are closed by an earlier hook's counterpart; "force" ends what a failed test left.
  afterAll(() => command(server, `drop database ${name} with (force)`))
  return () => `${server}/${name}`
}

async function command(server: string, sql: string): Promise<void> {
  const client = new pg.Client(`${server}/postgres`)
  await client.connect()
  await client.query(sql)
  await client.end()
}

/** The run's key pairs in turn. */
export function injectedKeys() {
  const pairs = inject('keyPairs')
  let taken = 0
  return {
    async take() {
      const pair = pairs[taken++ % pairs.length]
      if (!pair) throw new Error('the run has no key pairs')
      return pair
    },
  }
}
