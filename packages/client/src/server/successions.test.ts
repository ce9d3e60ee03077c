import { afterEach, expect, it, vi } from 'vitest'
import { mark, Successions } from './successions.ts'

afterEach(() => vi.restoreAllMocks())

const KEY = 'poolhouse.app.tokens.AWSCognitoIDP'

/** Time that passes. */
function advance(ms: number): void {
  const now = Date.now()
  vi.spyOn(Date, 'now').mockImplementation(() => now + ms)
}

async function refreshed(successions: Successions) {
  const [old, next] = [await mark(KEY, 'old'), await mark(KEY, 'next')]
  successions.refresh(successions.begin(old, true), next)
  return { old, next }
}

it('knows a value by its digest, apart for each item', async () => {
  const marked = await mark(KEY, 'refresh-token')
  expect(marked.digest).toMatch(/^[\w-]{43}$/)
  expect((await mark(`${KEY}2`, 'refresh-token')).digest).not.toBe(marked.digest)
})

it('gives what came after to who shows the old value, for two minutes', async () => {
  const successions = new Successions()
  const { old, next } = await refreshed(successions)
  expect(successions.find(old)?.current).toEqual(next)
  advance(119_000)
  expect(successions.find(old)?.current).toEqual(next)
  advance(2_000)
  expect(successions.find(old)).toBeUndefined()
})

it('for no longer, however often the old value is shown', async () => {
  const successions = new Successions()
  const { old } = await refreshed(successions)
  const from = Date.now()
  for (const seconds of [60, 110, 121]) {
    vi.restoreAllMocks()
    advance(from + seconds * 1000 - Date.now())
    if (seconds < 120) expect(successions.find(old)).toBeDefined()
  }
  expect(successions.find(old)).toBeUndefined()
})

it('remembers no more than so many, and no refresh the less for values that were made up', async () => {
  const successions = new Successions()
  const { old, next } = await refreshed(successions)
  const first = await mark(KEY, 'made up 0')
  successions.begin(first, false)
  const madeUp = (index: number) => ({ value: `made up ${index}`, digest: `digest ${index}` })
  for (let index = 1; index < 2_000; index++) successions.begin(madeUp(index), false)
  expect(successions.find(madeUp(1))).toBeDefined()
  expect(successions.find(first)).toBeDefined()
  successions.begin(madeUp(2_000), false)
  successions.begin(madeUp(2_001), false)
  expect(successions.find(madeUp(2))).toBeUndefined() // seen longest ago
  expect(successions.find(first)).toBeDefined() // shown since
  expect(successions.find(old)?.current).toEqual(next)
  for (let index = 0; index < 10_000; index++) {
    successions.refresh(successions.begin(madeUp(index), true), madeUp(index + 10_000))
  }
  expect(successions.find(old)).toBeUndefined()
})

it('gives nothing to who shows what was ended, or what another sign-in replaced', async () => {
  const successions = new Successions()
  const { old, next } = await refreshed(successions)
  const known = successions.find(next)
  if (!known) throw new Error('it was just refreshed')
  const begun = successions.supersede(known, await mark(KEY, 'of another'))
  expect(begun.current?.value).toBe('of another')
  expect(successions.find(old)).toMatchObject({ current: null, isSuperseded: true })
  expect(successions.find(next)).toMatchObject({ current: null, isSuperseded: true })
})
