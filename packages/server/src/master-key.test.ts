import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { readMasterKey } from './master-key.ts'

const folders: string[] = []
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'poolhouse-key-'))
  folders.push(made)
  return made
}
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true })
})

it('makes a key once, readable by its owner only, and reads it ever after', () => {
  const data = join(folder(), 'new')
  const key = readMasterKey(data)
  expect(key).toHaveLength(32)
  expect(readMasterKey(data)).toEqual(key)
  expect(statSync(join(data, 'master.key')).mode & 0o777).toBe(0o600)
})

it('refuses a file that holds no key, and leaves it alone', () => {
  const data = folder()
  writeFileSync(join(data, 'master.key'), 'something else')
  expect(() => readMasterKey(data)).toThrow('does not hold a master key')
})
