import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
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

it('lets go of no lock that is another’s by now, as after a long sleep', async () => {
  const path = usePath()
  const lock = `${path}.refresh.lock`
  await fileStorage(path).lock?.('refresh', async () => {
    rmSync(lock)
    writeFileSync(lock, 'of another')
  })
  expect(readFileSync(lock, 'utf8')).toBe('of another')
})

it('makes the folders that are missing, for their owner only', async () => {
  const folder = join(usePath(), '..', 'of', 'mine')
  const storage = fileStorage(join(folder, 'session.json'))
  expect(await storage.getItem('key')).toBeUndefined()
  await storage.setItem('key', 'value')
  expect(await storage.getItem('key')).toBe('value')
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(statSync(join(folder, 'session.json')).mode & 0o777).toBe(0o600)
})

describe('a path of no use', () => {
  /** Everything that the storage can be asked, each with the same clear error. */
  async function expectRefused(path: string, advice: RegExp): Promise<void> {
    const storage = fileStorage(path)
    const run = vi.fn(async () => {})
    const asked = [
      () => storage.setItem('key', 'value'),
      () => storage.removeItem('key'),
      () => storage.lock?.('refresh', run),
    ]
    for (const ask of asked) {
      await expect(ask()).rejects.toMatchObject({
        name: 'StorageUnavailable',
        message: expect.stringContaining(path),
        recoverySuggestion: expect.stringMatching(advice),
      })
    }
    expect(run).not.toHaveBeenCalled()
  }

  it('under a file', async () => {
    const path = usePath()
    writeFileSync(path, '{}')
    await expectRefused(join(path, 'session.json'), /is a file/)
    await expectRefused(join(path, 'of', 'mine', 'session.json'), /is a file/)
  })

  it('is a device, which stays one', async () => {
    const path = usePath()
    symlinkSync('/dev/null', path)
    const storage = fileStorage(path)
    const tries = [() => storage.setItem('a', '1'), () => storage.getItem('a')]
    for (const keep of tries) {
      await expect(keep()).rejects.toMatchObject({
        name: 'StorageUnavailable',
        message: `${path} is a device, and no file.`,
        recoverySuggestion: 'Choose another path.',
      })
    }
    expect(lstatSync(path).isSymbolicLink()).toBe(true)
  })

  it('is a folder', async () => {
    const path = usePath()
    mkdirSync(path)
    const storage = fileStorage(path)
    const refused = {
      name: 'StorageUnavailable',
      message: `Sessions cannot be kept in ${path}: EISDIR.`,
      recoverySuggestion: 'That is a folder: give the path of a file in it.',
    }
    await expect(storage.getItem('key')).rejects.toMatchObject(refused)
    await expect(storage.setItem('key', 'value')).rejects.toMatchObject(refused)
    expect(readdirSync(join(path, '..'))).toEqual(['session.json'])
  })

  it('is no reason to fail before anything is kept', async () => {
    const path = usePath()
    writeFileSync(path, '{}')
    const unheard = vi.fn()
    process.on('unhandledRejection', unheard)
    onTestFinished(() => void process.off('unhandledRejection', unheard))
    fileStorage(join(path, 'session.json'))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(unheard).not.toHaveBeenCalled()
  })
})

it.each(['{"key":"val', '[]x', '"text"', '5'])(
  'says so of a file that it cannot read, and leaves it as it is: %s',
  async (text) => {
    const path = usePath()
    writeFileSync(path, text)
    const storage = fileStorage(path)
    const refused = {
      name: 'StorageUnavailable',
      message: `${path} holds no sessions that can be read.`,
      recoverySuggestion: expect.stringContaining('Move it away'),
    }
    await expect(storage.getItem('key')).rejects.toMatchObject(refused)
    await expect(storage.setItem('key', 'value')).rejects.toMatchObject(refused)
    await expect(storage.removeItem('key')).rejects.toMatchObject(refused)
    expect(readFileSync(path, 'utf8')).toBe(text)
    expect(readdirSync(join(path, '..'))).toEqual(['session.json'])
  },
)

it('begins with a file that is empty, and answers nothing that was not put there', async () => {
  const path = usePath()
  writeFileSync(path, '')
  const storage = fileStorage(path)
  expect(await storage.getItem('constructor')).toBeUndefined()
  await storage.setItem('__proto__', 'value')
  expect(await storage.getItem('__proto__')).toBe('value')
})
