import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const KEY_BYTES = 32

/**
 * The master key of a development folder: read from `master.key`, made on first use, readable by its owner
 * only. In production it comes from outside.
 *
 * @throws when the file is there and holds no key, or is gone from beside a database.
 */
export function readMasterKey(folder: string): Uint8Array {
  const path = join(folder, 'master.key')
  if (!existsSync(path) && existsSync(join(folder, 'poolhouse.db'))) {
    const message = `${folder} holds a database, and its master.key is gone. Put the key back, or give it as POOLHOUSE_KEY.`
    throw new Error(message)
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  try {
    // "wx" fails where the file is there: of two processes that start at once, one writes.
    writeFileSync(path, `${randomBytes(KEY_BYTES).toString('base64')}\n`, {
      mode: 0o600,
      flag: 'wx',
    })
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    if (!isThere) throw error
  }
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64')
  if (key.length === KEY_BYTES) return key
  throw new Error(`${path} does not hold a master key: base64 of ${KEY_BYTES} bytes is needed.`)
}
