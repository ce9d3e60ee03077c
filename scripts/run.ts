import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  /** `inherit` shows what the command says; `pipe` keeps it for when it fails. */
  readonly output?: 'inherit' | 'pipe'
}

/**
 * Runs a command in the repository's root and answers its exit code and what it said. Signals that end us
 * are passed on, and we end when it has.
 */
export async function run(
  command: string,
  args: readonly string[],
  { env = {}, output = 'inherit' }: RunOptions = {},
): Promise<{ code: number; said: string }> {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: output === 'inherit' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
  }
  const passOn = (signal: NodeJS.Signals) => child.kill(signal)
  process.on('SIGTERM', passOn)
  process.on('SIGINT', passOn)
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code) => resolve({ code: code ?? 1, said }))
    })
  } finally {
    process.off('SIGTERM', passOn)
    process.off('SIGINT', passOn)
  }
}
