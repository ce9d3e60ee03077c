import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useDatabase } from '../../test/support/stores.ts'
import type { Database } from './database.ts'
import { openPostgres } from './postgres.ts'
import { openMemory } from './sqlite.ts'

const START = Date.UTC(2026, 0, 1)
const SECOND = 1_000
const MINUTE = 60 * SECOND

describe.each(['sqlite', 'postgres'])('counted attempts on %s', (store) => {
  const address = store === 'postgres' ? useDatabase() : undefined
  let database: Database
  beforeAll(async () => {
    database = address
      ? await openPostgres(address(), START, pino({ level: 'silent' }))
      : await openMemory(START)
  })
  afterAll(() => database.close())
  const fail = (subject: string, now: number) =>
    database.write(({ attempts }) => attempts.fail(subject, now))

  it('locks at the fifth failure for a second, then twice as long each time, up to 15 minutes', async () => {
    const subject = randomUUID()
    let now = START
    const locks: number[] = []
    for (let failures = 1; failures <= 17; failures++) {
      expect(await fail(subject, now)).toBe(true)
      const until = await database.read.attempts.lockedUntil(subject)
      locks.push(Math.max(until - now, 0) / SECOND)
      now = Math.max(now + 1, until)
    }
    expect(locks).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900])
  })

  it('counts nothing while locked, and lets nobody in', async () => {
    const subject = randomUUID()
    for (let failures = 0; failures < 6; failures++) await fail(subject, START + failures * SECOND)
    const locked = START + 5 * SECOND + 1
    expect(await fail(subject, locked)).toBe(false)
    const succeed = (now: number) =>
      database.write(({ attempts }) => attempts.succeed(subject, now))
    expect(await succeed(locked)).toBe(false)
    expect(await succeed(START + 8 * SECOND)).toBe(true)
    expect(await database.read.attempts.lockedUntil(subject)).toBe(0)
  })

  it('forgets failures after fifteen idle minutes', async () => {
    const subject = randomUUID()
    for (let failures = 0; failures < 4; failures++) await fail(subject, START)
    await fail(subject, START + 16 * MINUTE)
    expect(await database.read.attempts.lockedUntil(subject)).toBe(0)
  })

  it('counts every one of many failures at once, and no more than lead to the lock', async () => {
    const subject = randomUUID()
    const counted = await Promise.all(Array.from({ length: 40 }, () => fail(subject, START)))
    expect(counted.filter(Boolean)).toHaveLength(5)
  })

  it('lets so many events happen in a window, also when they race', async () => {
    const subject = randomUUID()
    const take = (now: number) =>
      database.write(({ attempts }) => attempts.take(subject, 3, MINUTE, now))
    const taken = await Promise.all(Array.from({ length: 20 }, () => take(START)))
    expect(taken.filter(Boolean)).toHaveLength(3)
    expect(await take(START + MINUTE - 1)).toBe(false)
    expect(await take(START + MINUTE)).toBe(true)
  })
})
