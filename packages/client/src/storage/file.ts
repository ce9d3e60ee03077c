/** Sessions in a file that several processes share. For Node: it uses its file system. */
import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { entryOf } from '../encoding/entry.ts'
import { readRecord } from '../encoding/record.ts'
import type { AuthStorage } from './storage.ts'

/** Who holds a lock touches it this often; one that nobody has touched for long is of a dead process. */
const TOUCH_EVERY_MS = 2_000
const STALE_MS = 15_000
const LOOK_EVERY_MS = 25

/** Why sessions cannot be kept at a path, and what to do about it: in the form of an AuthError. */
export class StorageError extends Error {
  readonly recoverySuggestion: string
  readonly underlyingError: unknown

  constructor(message: string, recoverySuggestion: string, underlyingError?: unknown) {
    super(message)
    this.name = 'StorageUnavailable'
    this.recoverySuggestion = recoverySuggestion
    this.underlyingError = underlyingError
  }
}

type Items = Readonly<Record<string, string>>

/**
 * Keeps sessions in one file that only its owner may read (mode 0600). A change is a new file that takes the
 * old one's name, so no reader sees half of it, and no crash leaves half of it. Folders that are missing are
 * made, for their owner only.
 *
 * @throws StorageError from its functions, with the path and what to do, where the file is of no use.
 */
export function fileStorage(path: string): AuthStorage {
  const change = (key: string, value: string | undefined) =>
    lockFile(path, 'lock', async () => {
      const { [key]: _, ...others } = await read(path)
      await replace(path, value === undefined ? others : { ...others, [key]: value })
    })
  return {
    getItem: async (key) => entryOf(await read(path), key),
    setItem: (key, value) => change(key, value),
    removeItem: (key) => change(key, undefined),
    lock: (name, run) => lockFile(path, `${name.replace(/[^\w.-]/g, '_')}.lock`, run),
  }
}

async function read(path: string): Promise<Items> {
  const text = await readPlain(path).catch((error) => {
    if (isMissing(error)) return ''
    throw error instanceof StorageError ? error : unavailable(path, error)
  })
  return readRecord<Items>(text || '{}', {}) ?? refuse(path)
}

/** What is no file of its own, such as /dev/null, would be one for everybody once it was replaced. */
async function readPlain(path: string): Promise<string> {
  const found = await stat(path)
  if (found.isFile() || found.isDirectory()) return await readFile(path, 'utf8')
  throw new StorageError(`${path} is a device, and no file.`, 'Choose another path.')
}

async function replace(path: string, items: Items): Promise<void> {
  const next = `${path}.${randomUUID()}.tmp`
  try {
    await writeFile(next, JSON.stringify(items), { mode: 0o600, flag: 'wx' })
    await rename(next, path)
  } catch (error) {
    await rm(next, { force: true }).catch(() => {})
    throw unavailable(path, error)
  }
}

/** Holds a file beside that path which only one can have made, for as long as something runs. */
async function lockFile<Result>(
  path: string,
  name: string,
  run: () => Promise<Result>,
): Promise<Result> {
  const lock = `${path}.${name}`
  const owner = randomUUID()
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await take(lock, owner)
  } catch (error) {
    throw unavailable(path, error)
  }
  const touching = setInterval(
    () => utimes(lock, new Date(), new Date()).catch(() => {}),
    TOUCH_EVERY_MS,
  )
  try {
    return await run()
  } finally {
    clearInterval(touching)
    // Who slept for long may find it another's.
    if ((await ownerOf(lock)) === owner) await rm(lock, { force: true })
  }
}

const ownerOf = (lock: string): Promise<string> => readFile(lock, 'utf8').catch(() => '')

async function take(path: string, owner: string): Promise<void> {
  let seen = { holder: '', since: 0 }
  while (true) {
    try {
      return await writeFile(path, owner, { mode: 0o600, flag: 'wx' })
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

/** What to do about what the file system says, by its word for it. */
const ADVICE: Readonly<Record<string, string>> = {
  EACCES: 'Let this process read and write the file and its folder, or choose another path.',
  EEXIST: 'A part of the path is a file where a folder should be: choose another path.',
  EISDIR: 'That is a folder: give the path of a file in it.',
  ENOSPC: 'Make room on the disk.',
  ENOTDIR: 'A part of the path is a file where a folder should be: choose another path.',
  EPERM: 'Let this process read and write the file and its folder, or choose another path.',
  EROFS: 'The disk cannot be written to: choose another path.',
}

function unavailable(path: string, underlyingError: unknown): StorageError {
  const code = String(codeOf(underlyingError))
  const advice = entryOf(ADVICE, code) ?? 'Choose another path.'
  return new StorageError(`Sessions cannot be kept in ${path}: ${code}.`, advice, underlyingError)
}

/** A file that is not ours, or was damaged, is left as it is. */
function refuse(path: string): never {
  throw new StorageError(
    `${path} holds no sessions that can be read.`,
    'Move it away, or choose another path; then everybody signs in again.',
  )
}

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code
const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT'
const isTaken = (error: unknown): boolean => codeOf(error) === 'EEXIST'
