/**
 * Adds to package-lock.json the optional platform packages that a partial registry mirror left out.
 *
 * Native tools list one optional package a platform. A mirror that lacks some of them makes npm write a
 * lock file without those entries, which `npm ci` then refuses everywhere. The entries follow from the
 * parent's own list, so they can be written without asking the registry; npm skips foreign platforms.
 * Run after every `npm install` that changes the lock file.
 */
import { readFileSync, writeFileSync } from 'node:fs'

interface LockEntry {
  version?: string
  dev?: boolean
  optional?: boolean
  os?: string[]
  cpu?: string[]
  optionalDependencies?: Record<string, string>
}

const OPERATING_SYSTEMS = [
  'android',
  'darwin',
  'linux',
  'win32',
  'freebsd',
  'openbsd',
  'netbsd',
  'openharmony',
  'sunos',
  'aix',
]
const PROCESSORS = ['arm64', 'arm', 'ia32', 'x64', 'ppc64', 's390x', 'riscv64', 'loong64', 'wasm32']

const path = new URL('../package-lock.json', import.meta.url)
const lock: { packages: Record<string, LockEntry> } = JSON.parse(readFileSync(path, 'utf8'))
let added = 0

for (const parent of Object.values(lock.packages)) {
  for (const [name, range] of Object.entries(parent.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`
    const words = name.split(/[/-]/)
    const os = OPERATING_SYSTEMS.find((word) => words.includes(word))
    const cpu = PROCESSORS.find((word) =>
      words.some((part) => part === word || part === `${word}hf`),
    )
    if (lock.packages[key] || !os) continue
    lock.packages[key] = {
      version: range.replace(/^[^\d]*/, ''),
      ...(cpu ? { cpu: [cpu] } : {}),
      ...(parent.dev ? { dev: true } : {}),
      optional: true,
      os: [os],
    }
    added++
  }
}

const [root, ...rest] = Object.entries(lock.packages)
if (root) lock.packages = Object.fromEntries([root, ...rest.sort(([a], [b]) => (a < b ? -1 : 1))])
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`${added} optional platform packages added to package-lock.json`)
