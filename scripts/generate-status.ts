import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { catalogues, tables } from '../packages/server/src/catalogues.ts'
import { describeStatus } from '../packages/server/src/http/status.ts'
import { statusReference } from '../packages/server/src/http/status-reference.ts'

/** Writes the reference page of what works; with `--check` only says whether it is up to date. */
const path = fileURLToPath(new URL('../docs/reference/status.md', import.meta.url))
const page = statusReference(describeStatus(tables, catalogues))

if (!process.argv.includes('--check')) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, page)
} else if (readPage() !== page) {
  console.error('docs/reference/status.md is out of date: run node scripts/generate-status.ts')
  process.exitCode = 1
}

function readPage(): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined // no page is as much out of date as an old one
  }
}
