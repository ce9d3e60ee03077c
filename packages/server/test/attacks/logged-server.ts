/** A server process that logs all it can, and all that it wrote. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { AnsweringHouse } from '../support/sdk.ts'
import { freePort } from '../support/server-process.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const READY = /^Poolhouse is ready/

export interface LoggedServer extends AnsweringHouse {
  /** Stops it and answers everything it wrote on both streams. */
  stop(): Promise<string>
}

/** Starts one with these variables beside the ones that every such server has. */
export async function startLogged(variables: Record<string, string>): Promise<LoggedServer> {
  const folder = mkdtempSync(join(tmpdir(), 'poolhouse-logged-'))
  const port = await freePort()
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('POOLHOUSE_'))
  const child = spawn(process.execPath, ['--conditions=source', MAIN], {
    cwd: folder,
    env: {
      ...Object.fromEntries(own),
      POOLHOUSE_PORT: String(port),
      POOLHOUSE_LOG_LEVEL: 'debug',
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  const ready = new Promise<void>((resolve) => {
    for (const input of [child.stdout, child.stderr]) {
      createInterface({ input }).on('line', (line) => {
        lines.push(line)
        if (READY.test(line)) resolve()
      })
    }
  })
  const closed = once(child, 'close')
  await Promise.race([ready, closed])
  if (child.exitCode !== null) throw new Error(`the server did not start: ${lines.join('\n')}`)
  return {
    publicUrl: `http://localhost:${port}`,
    fetch: (request) => fetch(request),
    async stop() {
      child.kill('SIGTERM')
      await closed
      rmSync(folder, { recursive: true, force: true })
      return lines.join('\n')
    },
  }
}
