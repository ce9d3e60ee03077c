/** The service as its users run it: a process of its own, started from source, on a free loopback port. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import type { HouseWithInbox } from './people.ts'
import { TEST_MASTER_KEY } from './stores.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const POLL_MS = 25

interface ServerSettings {
  /** A folder for SQLite; a PostgreSQL address. */
  readonly store: { readonly sqlite: string } | { readonly postgres: string }
  /** The key of all tests unless given. */
  readonly masterKey?: Uint8Array
  readonly flags?: readonly string[]
}

export interface ServerProcess extends HouseWithInbox {
  readonly port: number
  /** All that it wrote so far, on both streams. */
  output(): string
  /** Sends a signal and does not wait. */
  signal(name: NodeJS.Signals): void
  /** Resolves to the exit code when it is gone; `null` where a signal ended it. */
  readonly exited: Promise<number | null>
}

interface Servers {
  /** Starts a server and waits until it is ready. */
  start(settings: ServerSettings): Promise<ServerProcess>
  /** Starts a server that is expected to refuse, and waits for its end. */
  refuse(settings: ServerSettings): Promise<{ code: number | null; output: string }>
  /** A folder that is removed with everything else. */
  folder(): string
}

/** Servers for one suite; whatever of them still runs when the suite ends, is ended. */
export function useServers(): Servers {
  const started = new Set<ChildProcess>()
  const folders: string[] = []
  const kill = () => {
    for (const child of started) child.kill('SIGKILL')
  }
  process.once('exit', kill)
  afterAll(async () => {
    kill()
    await Promise.all(
      [...started].map((child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')),
    )
    process.off('exit', kill)
    for (const path of folders) rmSync(path, { recursive: true, force: true })
  })
  const launch = async (settings: ServerSettings) => {
    const port = await freePort()
    const child = spawn(
      process.execPath,
      ['--conditions=source', MAIN, ...flagsOf(settings, port)],
      {
        cwd: folder(),
        env: environmentOf(settings),
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    started.add(child)
    return observe(child, port)
  }
  function folder(): string {
    const path = mkdtempSync(join(tmpdir(), 'poolhouse-server-'))
    folders.push(path)
    return path
  }
  return {
    folder,
    async start(settings) {
      const server = await launch(settings)
      const code = await Promise.race([server.exited, untilReady(server)])
      if (code === 'ready') return server
      // Between being found free and being bound, a port may go to somebody else.
      if (server.output().includes('is taken')) return await this.start(settings)
      throw new Error(`the server ended with ${code} before it was ready: ${server.output()}`)
    },
    async refuse(settings) {
      const server = await launch(settings)
      return { code: await server.exited, output: server.output() }
    },
  }
}

function flagsOf({ store, flags = [] }: ServerSettings, port: number): string[] {
  const data = 'sqlite' in store ? ['--data', store.sqlite] : []
  // The same issuer whatever the port, so that tokens outlive a restart and are good at every server.
  const issuer = ['--issuer', 'http://localhost/{poolId}']
  const demo = flags.includes('--demo') ? [] : ['--no-demo']
  return ['--port', String(port), '--log-level', 'warn', ...demo, ...issuer, ...data, ...flags]
}

/** None of the settings that this run itself may have been given. */
function environmentOf({ store, masterKey = TEST_MASTER_KEY }: ServerSettings): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('POOLHOUSE_'))
  return {
    ...Object.fromEntries(own),
    POOLHOUSE_KEY: Buffer.from(masterKey).toString('base64'),
    ...('postgres' in store && { POOLHOUSE_DATABASE_URL: store.postgres }),
  }
}

function observe(child: ChildProcess, port: number): ServerProcess {
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const publicUrl = `http://127.0.0.1:${port}`
  return {
    publicUrl,
    port,
    fetch: (request) => fetch(request),
    inbox: {
      async last(to) {
        const response = await fetch(`${publicUrl}/inbox.json?to=${encodeURIComponent(to)}`)
        return (await response.json())[0]
      },
    },
    output: () => output,
    signal: (name) => {
      child.kill(name)
    },
    // "close" comes after "exit", when all output was read.
    exited: once(child, 'close').then(([code]) => code),
  }
}

/** Ends by itself too when the process does, so that nothing asks a port that is somebody else's by then. */
async function untilReady(server: ServerProcess): Promise<'ready'> {
  let isGone = false
  void server.exited.then(() => {
    isGone = true
  })
  while (!isGone) {
    const response = await fetch(`${server.publicUrl}/health/ready`).catch(() => undefined)
    await response?.body?.cancel()
    if (response?.ok) return 'ready'
    await pause(POLL_MS)
  }
  return await new Promise(() => {}) // the race was decided by the exit
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
