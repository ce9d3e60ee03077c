import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { makePool, makeUser, PASSWORD, signIn, type TestPool } from '../support/people.ts'
import { lookInto } from '../support/raw-store.ts'
import { type ServerProcess, useServers } from '../support/server-process.ts'
import { useDatabase } from '../support/stores.ts'
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'
import { call } from '../support/wire.ts'
import { expectWhole } from './kept.ts'

const CUTS = 5
const PEOPLE_AT_ONCE = 8
const FAILURES = ['InternalErrorException', 'CodeDeliveryFailureException']
const POLL_MS = 10
const SLOW_START_MS = 60_000

describe('a server whose PostgreSQL goes away', () => {
  const database = useDatabase()
  const servers = useServers()
  let server: ServerProcess
  let wire: TcpProxy
  let pool: TestPool

  beforeAll(async () => {
    wire = await openTcpProxy(database())
    server = await servers.start({ store: { postgres: wire.url } })
    pool = await makePool(server, { AliasAttributes: ['email'] })
    await makeUser(server, pool, 'ada')
  }, SLOW_START_MS)

  const statusOf = async (path: string) => {
    const response = await fetch(server.publicUrl + path)
    await response.text()
    return response.status
  }
  const ready = () => statusOf('/health/ready')
  const live = () => statusOf('/health/live')
  /** The first to use a connection that died may still learn it the hard way. */
  const recovered = async () => {
    while ((await ready()) !== 200) await pause(POLL_MS)
  }

  it('is alive but not ready, refuses without detail, and recovers', async () => {
    await wire.cut()
    expect(await ready()).toBe(503)
    expect(await live()).toBe(200)
    const input = { UserPoolId: pool.poolId }
    const refused = await call(server, 'DescribeUserPool', input)
    const body = { __type: 'InternalErrorException', message: 'Internal error' }
    expect(refused).toEqual({ status: 500, body })
    await wire.mend()
    await recovered()
    expect(await signIn(server, pool, 'ada')).toHaveProperty('AccessToken')
  })

  it('says that it is not ready where nothing comes back at all', async () => {
    wire.block()
    expect(await ready()).toBe(503)
    expect(await live()).toBe(200)
    await wire.mend()
    await recovered()
  })

  it(
    'survives cuts in the middle of transactions',
    async () => {
      let isOver = false
      let signedUp = 0
      const failures = new Set<unknown>()
      const signUpOn = async (worker: number) => {
        for (let index = 0; !isOver; index++) {
          const Username = `w${worker}-${index}`
          const input = {
            ClientId: pool.clientId,
            Username,
            Password: PASSWORD,
            UserAttributes: [{ Name: 'email', Value: `${Username}@example.com` }],
          }
          const { status, body } = await call(server, 'SignUp', input)
          if (status === 200) signedUp++
          else failures.add(body.__type)
        }
      }
      const workers = Array.from({ length: PEOPLE_AT_ONCE }, (_, worker) => signUpOn(worker))
      const allDone = Promise.allSettled(workers)
      for (let cut = 1; cut <= CUTS; cut++) {
        const goal = signedUp + PEOPLE_AT_ONCE
        while (signedUp < goal) {
          expect(await live()).toBe(200)
          await pause(POLL_MS)
        }
        await wire.cut()
        expect(await ready()).toBe(503)
        await wire.mend()
      }
      isOver = true
      for (const outcome of await allDone) expect(outcome).toHaveProperty('status', 'fulfilled')
      // The message too is kept in the database, while there is only the development inbox.
      expect(FAILURES).toEqual(expect.arrayContaining([...failures]))
      await recovered()
      await lookInto({ postgres: database() }, expectWhole)
    },
    SLOW_START_MS,
  )
})
