import { InvocationError, type TriggerRunner } from '../../ports/trigger-runner.ts'
import type { Invoke } from './invoke.ts'

/** How long a function has, which Cognito lets nobody change, and how often it is asked. */
const TIMEOUT_MS = 5_000
const MOST_TRIES = 3

interface RunnerOptions {
  /** The ways to functions, by ARN or by function name. */
  readonly functions: ReadonlyMap<string, Invoke>
  readonly timeoutMs?: number | undefined
}

/**
 * Runs functions within Cognito's limits. One that gives no answer in time, or cannot be reached, is asked
 * again: a function may therefore run more than once for one event.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
export function makeTriggerRunner({
  functions,
  timeoutMs = TIMEOUT_MS,
}: RunnerOptions): TriggerRunner {
  return {
    async run(target, event) {
      const invoke = find(target, functions)
      for (let tries = 1; ; tries++) {
        try {
          return await within(timeoutMs, (signal) => invoke(target, event, signal))
        } catch (error) {
          const mayHelp = error instanceof InvocationError && error.isPassing
          if (!mayHelp || tries >= MOST_TRIES) throw error
        }
      }
    },
  }
}

/** By the whole ARN, or by the function's name in it: `arn:aws:lambda:<region>:<account>:function:<name>`. */
function find(target: string, functions: RunnerOptions['functions']): Invoke {
  const name = target.split(':')[6] ?? ''
  const invoke = functions.get(target) ?? functions.get(name)
  if (invoke) return invoke
  const message = `no setting says where the function is: add ${name || target}=<address> to triggers`
  throw new InvocationError(message, { isPassing: false })
}

/** Stops waiting after a time, whatever the function does then. */
async function within(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<unknown>,
): Promise<unknown> {
  const abort = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const message = `no answer within ${milliseconds} ms`
      reject(new InvocationError(message, { isPassing: true }))
      abort.abort()
    }, milliseconds)
  })
  try {
    return await Promise.race([work(abort.signal), late])
  } finally {
    clearTimeout(timer)
  }
}
