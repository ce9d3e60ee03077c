import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeSettings } from '../packages/server/src/config.ts'

/** Writes the reference page of the settings; with `--check` only says whether it is up to date. */
const path = fileURLToPath(new URL('../docs/reference/settings.md', import.meta.url))
const page = describeSettings()

if (!process.argv.includes('--check')) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, page)
} else if (readPage() !== page) {
  console.error('docs/reference/settings.md is out of date: run node scripts/generate-settings.ts')
  process.exitCode = 1
}

function readPage(): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined // no page is as much out of date as an old one
  }
}
