/** Sessions in a file that several processes share. For Node: it uses its file system. */
import { randomUUID } from 'node:crypto'
import { link, mkdir, open, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { AuthStorage } from './storage.ts'

/** Who holds a lock touches it this often; one that nobody has touched for long is of a dead process. */
const TOUCH_EVERY_MS = 2_000
const STALE_MS = 15_000
const LOOK_EVERY_MS = 25

type Items = Readonly<Record<string, string>>

/**
 * Keeps sessions in one file that only its owner may read (mode 0600). A change is a new file that takes the
 * old one's name, so no reader sees half of it, and no crash leaves half of it.
 */
export function fileStorage(path: string): AuthStorage {
  const folder = mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const change = (key: string, value: string | undefined) =>
    lockFile(`${path}.lock`, async () => {
      await folder
      const { [key]: _, ...others } = await read(path)
      await replace(path, value === undefined ? others : { ...others, [key]: value })
    })
  return {
    getItem: async (key) => (await read(path))[key],
    setItem: (key, value) => change(key, value),
    removeItem: (key) => change(key, undefined),
    lock: async (name, run) => {
      await folder
      return await lockFile(`${path}.${name.replace(/[^\w.-]/g, '_')}.lock`, run)
    },
  }
}

async function read(path: string): Promise<Items> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (error) {
    if (isMissing(error)) return {}
    throw error
  }
}

async function replace(path: string, items: Items): Promise<void> {
  const next = `${path}.${randomUUID()}.tmp`
  await writeFile(next, JSON.stringify(items), { mode: 0o600, flag: 'wx' })
  await rename(next, path)
}

/** Holds a file that only one can have made, for as long as something runs. */
async function lockFile<Result>(path: string, run: () => Promise<Result>): Promise<Result> {
  await take(path)
  const touching = setInterval(
    () => utimes(path, new Date(), new Date()).catch(() => {}),
    TOUCH_EVERY_MS,
  )
  try {
    return await run()
  } finally {
    clearInterval(touching)
    await rm(path, { force: true })
  }
}

async function take(path: string): Promise<void> {
  let seen = { holder: '', since: 0 }
  while (true) {
    try {
      const file = await open(path, 'wx', 0o600)
      return await file.close()
    } catch (error) {
      if (!isTaken(error)) throw error
    }
    const holder = await holderOf(path)
    if (holder !== seen.holder) seen = { holder, since: performance.now() }
    else if (performance.now() - seen.since > STALE_MS) await breakLock(path, holder)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS * (0.5 + Math.random())))
  }
}

/** Which lock it is and when it was touched last, in the words of the file system: clocks may differ. */
async function holderOf(path: string): Promise<string> {
  try {
    const { ino, mtimeMs } = await stat(path)
    return `${ino} ${mtimeMs}`
  } catch (error) {
    if (isMissing(error)) return '' // let go of meanwhile
    throw error
  }
}

/** Takes a dead process's lock away. Should it be a living one's by now, that one gets it back. */
async function breakLock(path: string, holder: string): Promise<void> {
  const grave = `${path}.${randomUUID()}`
  try {
    await rename(path, grave)
    if ((await holderOf(grave)) !== holder) await link(grave, path)
  } catch (error) {
    if (!isMissing(error) && !isTaken(error)) throw error // another was quicker
  } finally {
    await rm(grave, { force: true })
  }
}

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code
const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT'
const isTaken = (error: unknown): boolean => codeOf(error) === 'EEXIST'
