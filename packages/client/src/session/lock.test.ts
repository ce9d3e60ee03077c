/** Leases: the lock of a storage that has none of its own. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createCore } from '../core/core.ts'
import { memoryStorage } from '../storage/memory.ts'
import type { AuthStorage } from '../storage/storage.ts'
import { exclusively } from './lock.ts'

const SECOND_MS = 1_000
const HOUR_MS = 3_600_000

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A storage of nothing but three functions, as it is after some time. */
function begin(functions: Partial<AuthStorage> = {}) {
  const { getItem, setItem, removeItem } = memoryStorage()
  const storage = { getItem, setItem, removeItem, ...functions }
  return { storage, core: createCore({}, { storage }) }
}

it('a storage that keeps nothing is an error, and nobody waits for ever', async () => {
  const { core } = begin({ setItem: () => {} })
  const run = vi.fn(async () => {})
  const refused = expect(exclusively(core, 'write', run)).rejects.toMatchObject({
    name: 'StorageUnavailable',
    recoverySuggestion: expect.any(String),
  })
  await vi.advanceTimersByTimeAsync(10 * SECOND_MS)
  await refused
  expect(run).not.toHaveBeenCalled()
})

it.each([
  { readMs: 0, writeMs: 300 },
  { readMs: 300, writeMs: 300 },
])('is of one where a storage takes its time: %o', async ({ readMs, writeMs }) => {
  const { storage } = begin()
  const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
  /** A change is there when it has been written; what is read was there when it was asked for. */
  const slow: AuthStorage = {
    async getItem(key) {
      const value = storage.getItem(key)
      await later(readMs)
      return value
    },
    async setItem(key, value) {
      await later(writeMs)
      storage.setItem(key, value)
    },
    removeItem: (key) => storage.removeItem(key),
  }
  let [running, most] = [0, 0]
  const run = async () => {
    most = Math.max(most, ++running)
    await later(2 * SECOND_MS)
    running--
  }
  const turns = [0, 100, writeMs - 1].map(async (ms) => {
    await later(ms)
    await exclusively(createCore({}, { storage: slow }), 'write', run)
  })
  await vi.advanceTimersByTimeAsync(60 * SECOND_MS)
  await Promise.all(turns)
  expect(most).toBe(1)
})

it('ends with its holder, though the clock was an hour ahead when that was', async () => {
  const { core, storage } = begin()
  storage.setItem('write.lease', `dead ${Date.now() + HOUR_MS}`)
  const run = exclusively(core, 'write', async () => 'ran')
  await vi.advanceTimersByTimeAsync(SECOND_MS)
  expect(await run).toBe('ran')
})

it('holds although the clock of who holds it is a little ahead', async () => {
  const { core, storage } = begin()
  storage.setItem('write.lease', `other ${Date.now() + 12 * SECOND_MS}`)
  const run = vi.fn(async () => {})
  const running = exclusively(core, 'write', run)
  await vi.advanceTimersByTimeAsync(11 * SECOND_MS)
  expect(run).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(2 * SECOND_MS)
  await running
})

it('is not taken back from whoever has it by now', async () => {
  const { core, storage } = begin()
  const end = Promise.withResolvers<void>()
  const running = exclusively(core, 'write', () => end.promise)
  await vi.advanceTimersByTimeAsync(SECOND_MS)
  // As after a sleep that was longer than the lease.
  const others = `other ${Date.now() + 10 * SECOND_MS}`
  storage.setItem('write.lease', others)
  await vi.advanceTimersByTimeAsync(5 * SECOND_MS)
  expect(storage.getItem('write.lease')).toBe(others)
  end.resolve()
  await running
  expect(storage.getItem('write.lease')).toBe(others)
})

it('outlasts a storage that fails once, which ends no process', async () => {
  const unheard = vi.fn()
  process.on('unhandledRejection', unheard)
  const { core, storage } = begin()
  const end = Promise.withResolvers<string>()
  const running = exclusively(core, 'write', () => end.promise)
  await vi.advanceTimersByTimeAsync(SECOND_MS)
  const first = storage.getItem('write.lease')
  vi.spyOn(storage, 'setItem').mockRejectedValueOnce(new Error('The network failed.'))
  await vi.advanceTimersByTimeAsync(6 * SECOND_MS)
  expect(storage.getItem('write.lease')).not.toBe(first)
  end.resolve('ran')
  expect(await running).toBe('ran')
  vi.useRealTimers()
  await new Promise((resolve) => setTimeout(resolve))
  process.off('unhandledRejection', unheard)
  expect(unheard).not.toHaveBeenCalled()
})
