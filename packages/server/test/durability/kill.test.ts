import { describe, expect, it } from 'vitest'
import { makePool, type TestPool } from '../support/people.ts'
import { lookInto, type RawStore } from '../support/raw-store.ts'
import { type ServerProcess, useServers } from '../support/server-process.ts'
import { useDatabase } from '../support/stores.ts'
import { expectKept, expectWhole } from './kept.ts'
import { keepBusy } from './workload.ts'

const ROUNDS = process.env.POOLHOUSE_TEST_LONG === 'true' ? 10 : 2
/** So many that each write waits for others, and most calls are between two of their steps. */
const PEOPLE_AT_ONCE = 32
/** Enough for a busy machine: processes start, and passwords are costly by design. */
const TIMEOUT_MS = 60_000 + ROUNDS * 30_000

/** Somewhere among these acknowledgements the server is killed: with everything under way at once. */
const EARLIEST = 60
const LATEST = 180
const LATEST_DELAY_MS = 30

describe.each(['sqlite', 'postgres'] as const)('a server on %s', (store) => {
  const database = store === 'postgres' ? useDatabase() : undefined
  const servers = useServers()

  it(
    `keeps what it acknowledged when it is killed, ${ROUNDS} times`,
    async () => {
      const where = database ? { postgres: database() } : { sqlite: servers.folder() }
      let server = await servers.start({ store: where })
      const pool = await makePool(server, { AliasAttributes: ['email'] })
      for (let round = 1; round <= ROUNDS; round++) {
        const people = await interrupt(server, pool, `round-${round}`)
        server = await servers.start({ store: where })
        // Opened only now: a handle that lives through the kill would spare SQLite its recovery.
        await lookInto(where, async (raw) => {
          if (store === 'sqlite') await expectSoundFile(raw)
          await expectWhole(raw)
          await Promise.all(people.map((person) => expectKept(server, pool, person)))
          await expectWhole(raw)
        })
      }
    },
    TIMEOUT_MS,
  )
})

/** Kills the server in the middle of its work and answers with whom it worked. */
async function interrupt(server: ServerProcess, pool: TestPool, name: string) {
  let left = EARLIEST + Math.floor(Math.random() * (LATEST - EARLIEST))
  const onAcknowledged = () => {
    left--
    // Not at the moment of an answer, when the server is between two pieces of work.
    if (left === 0) setTimeout(() => server.signal('SIGKILL'), Math.random() * LATEST_DELAY_MS)
  }
  const people = await keepBusy(server, pool, { name, atOnce: PEOPLE_AT_ONCE, onAcknowledged })
  expect(await server.exited).toBeNull()
  expect(left).toBeLessThanOrEqual(0)
  return people
}

async function expectSoundFile(raw: RawStore): Promise<void> {
  expect(await raw.query('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
  expect(await raw.query('pragma foreign_key_check')).toEqual([])
}
