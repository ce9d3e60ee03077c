import { execFile } from 'node:child_process'
import { findAwsCli } from '../support/aws-tools.ts'
import { isolatedEnvironment, type Key } from './aws-environment.ts'

/** Far more than a command takes: one that hangs is ended, and its test told so. */
const MOST_MS = 60_000

/** How it ends when the service refused: version 2 and version 1. Its own complaints, of usage, end otherwise. */
const REFUSED = [254, 255]

/** What follows `aws` and the service, written as in a shell. A text put in is never split; a list is several words. */
type Line = [literals: TemplateStringsArray, ...values: (string | readonly string[])[]]

interface Terminal {
  /** Runs a command that must succeed, and answers the JSON it printed: undefined where it printed nothing. */
  aws<Answer = unknown>(...line: Line): Promise<Answer>
  /** Runs a command that the service must refuse, and answers what was said on standard error. */
  refused(...line: Line): Promise<string>
}

/** The AWS CLI of this machine, talking to a service with a key: user pools, unless another is named. */
export function openTerminal(url: string, key?: Key, service = 'cognito-idp'): Terminal {
  const program = findAwsCli()
  if (!program) {
    throw new Error('These tests need the AWS CLI. Run "node scripts/ensure-aws-tools.ts".')
  }
  const options = { env: isolatedEnvironment(key), timeout: MOST_MS }
  const run = (words: string[]) =>
    new Promise<{ code: number; printed: string; said: string }>((resolve, reject) => {
      const args = [service, ...words, '--endpoint-url', url]
      execFile(program, args, options, (error, printed, stderr) => {
        const code = error ? error.code : 0
        if (typeof code === 'number') resolve({ code, printed, said: stderr.trim() })
        else reject(error)
      })
    })
  return {
    async aws(...line) {
      const words = toWords(line)
      const { code, printed, said } = await run(words)
      if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}: ${said}`)
      return printed === '' ? undefined : JSON.parse(printed)
    },
    async refused(...line) {
      const words = toWords(line)
      const { code, printed, said } = await run(words)
      if (REFUSED.includes(code)) return said
      throw new Error(`${words.join(' ')} ended with ${code}: ${printed}${said}`)
    },
  }
}

function toWords([literals, ...values]: Line): string[] {
  const words = String.raw({ raw: literals }, ...values.map((_, index) => `«${index}»`))
  return words
    .trim()
    .split(/\s+/)
    .flatMap((word) => {
      const [, whole] = /^«(\d+)»$/.exec(word) ?? []
      if (whole !== undefined) return values[Number(whole)] ?? []
      return word.replace(/«(\d+)»/g, (_, index) => String(values[Number(index)]))
    })
}
