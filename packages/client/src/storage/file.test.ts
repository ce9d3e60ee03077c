import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { fileStorage } from './file.ts'

function usePath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'poolhouse-client-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'session.json')
}

it('keeps what several write at once, for its owner only', async () => {
  const path = usePath()
  const storages = [fileStorage(path), fileStorage(path)]
  const keys = Array.from({ length: 10 }, (_, index) => `key${index}`)
  await Promise.all(keys.map((key, index) => storages[index % 2]?.setItem(key, `value of ${key}`)))
  const kept = Object.fromEntries(keys.map((key) => [key, `value of ${key}`]))
  expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(kept)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  await storages[0]?.removeItem('key0')
  expect(await storages[1]?.getItem('key0')).toBeUndefined()
  expect(await storages[1]?.getItem('key1')).toBe('value of key1')
  // Neither locks nor unfinished files stay behind.
  expect(readdirSync(join(path, '..'))).toEqual(['session.json'])
})

it('lets one at a time run under a name', async () => {
  const path = usePath()
  let running = 0
  const most = await Promise.all(
    Array.from({ length: 5 }, () =>
      fileStorage(path).lock?.('refresh', async () => {
        running++
        await new Promise((resolve) => setTimeout(resolve, 10))
        return running--
      }),
    ),
  )
  expect(most).toEqual([1, 1, 1, 1, 1])
})

it('takes over the lock of a process that died, and of no other', async () => {
  const path = usePath()
  writeFileSync(`${path}.refresh.lock`, '')
  const passing = vi.spyOn(performance, 'now').mockReturnValue(0)
  onTestFinished(() => passing.mockRestore())
  const taken = vi.fn(async () => {})
  const taking = fileStorage(path).lock?.('refresh', taken)
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(taken).not.toHaveBeenCalled()
  passing.mockReturnValue(20_000)
  await taking
  expect(taken).toHaveBeenCalled()
})
