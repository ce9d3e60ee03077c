import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useDatabase } from '../../test/support/stores.ts'
import type { Session } from '../records/session.ts'
import type { Database } from './database.ts'
import { openPostgres } from './postgres.ts'
import { openMemory } from './sqlite.ts'

const START = Date.UTC(2026, 0, 1)
const USER = 'user'

describe.each(['sqlite', 'postgres'])('tracked sessions on %s', (store) => {
  const address = store === 'postgres' ? useDatabase() : undefined
  let database: Database
  beforeAll(async () => {
    database = address
      ? await openPostgres(address(), START, pino({ level: 'silent' }))
      : await openMemory(START)
    const times = { createdAt: START, modifiedAt: START }
    await database.write(async ({ pools, clients, users }) => {
      const own = { id: 'pool', name: 'pool', document: {}, ...times }
      await pools.insert({ ...own, passwordStorage: 'srp' })
      await clients.insert({ ...own, id: 'client', poolId: 'pool' })
      const user = { id: USER, poolId: 'pool', username: USER, ...times }
      await users.insert({ ...user, status: 'CONFIRMED', enabled: true, attributes: {} }, USER)
    })
  })
  afterAll(() => database.close())

  const session = (id: string, authenticatedAt: number, usedAt = authenticatedAt): Session => ({
    id,
    poolId: 'pool',
    clientId: 'client',
    userId: USER,
    authenticatedAt,
    expiresAt: START + 1_000,
    revokedAt: undefined,
    deviceKey: undefined,
    proven: ['pwd'],
    password: { mark: 'mark', provenAt: authenticatedAt },
    rotation: 0,
    rotatedAt: undefined,
    tracking: { id: `tkn${id}`, lastActiveAt: usedAt, deviceType: undefined, address: undefined },
  })
  const keep = (...sessions: readonly Session[]) =>
    database.write(async (repositories) => {
      await repositories.sessions.revokeAll(USER, START)
      for (const each of sessions) await repositories.sessions.insert(each)
    })
  const list = async (limit = 10, after?: { createdAt: number; id: string }) =>
    (await database.read.trackedSessions.list(USER, START, limit, after)).map(({ id }) => id)

  it('are listed by creation, then id, page by page', async () => {
    await keep(...['d', 'b', 'a'].map((id) => session(id, START)), session('c', START - 1))
    expect(await list(2)).toEqual(['c', 'a'])
    expect(await list(2, { createdAt: START, id: 'a' })).toEqual(['b', 'd'])
    expect(await list(2, { createdAt: START, id: 'd' })).toEqual([])
  })

  it.each([
    [3, ['e', 'f', 'g']],
    [2, ['e', 'g']],
    [1, ['e']],
    [0, []],
  ])('leave the %i that were used last', async (kept, left) => {
    const id = (name: string) => `${name}${kept}`
    await keep(
      session(id('e'), START - 30, START),
      session(id('f'), START - 10),
      session(id('g'), START - 20, START - 5),
      { ...session(id('h'), START), expiresAt: START },
      { ...session(id('i'), START), tracking: undefined },
    )
    await database.write(({ trackedSessions }) => trackedSessions.evict(USER, kept, START))
    expect((await list()).sort()).toEqual(left.map(id))
    expect((await database.read.sessions.byId(id('i')))?.revokedAt).toBeUndefined()
  })

  it('note nothing once they were ended', async () => {
    await keep(session('j', START))
    const activity = { lastActiveAt: START + 5, deviceType: 'Chrome 1', address: '192.0.2.1' }
    const touch = () =>
      database.write(({ trackedSessions }) => trackedSessions.touch('j', activity))
    await touch()
    const noted = await database.read.sessions.byId('j')
    expect(noted?.tracking).toEqual({ id: 'tknj', ...activity })
    await database.write(({ sessions }) => sessions.revoke('j', START))
    activity.lastActiveAt += 5
    await touch()
    expect((await database.read.sessions.byId('j'))?.tracking?.lastActiveAt).toBe(START + 5)
  })
})
