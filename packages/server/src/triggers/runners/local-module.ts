import { pathToFileURL } from 'node:url'
import { InvocationError } from '../../ports/trigger-runner.ts'
import type { TriggerFunction } from './functions.ts'
import { failedWith, type Invoke, parseAnswer } from './invoke.ts'

/**
 * A function in an ES module: its default export, or the one named `handler`. The module is loaded once, when
 * it is first needed. It runs in this process: while it computes, nothing else is answered.
 *
 * @param path absolute.
 */
export function localModule(path: string): Invoke {
  let loading: Promise<Invoke> | undefined
  return async (target, event, signal) => {
    loading ??= load(path)
    return await (await loading)(target, event, signal)
  }
}

/** A function that is there already. What goes in and what comes out is copied, as over a network. */
export const localFunction =
  (run: TriggerFunction): Invoke =>
  async (_target, event) => {
    const answer = await call(run, JSON.parse(JSON.stringify(event)))
    return parseAnswer(toJson(answer))
  }

async function call(run: TriggerFunction, event: unknown): Promise<unknown> {
  try {
    return await run(event)
  } catch (error) {
    throw failedWith(error instanceof Error ? error.message : error)
  }
}

/** Nothing is `null`, as it is when Lambda answers it. */
function toJson(answer: unknown): string {
  try {
    return JSON.stringify(answer) ?? 'null'
  } catch (error) {
    throw new InvocationError('the answer is no JSON', { isPassing: false, cause: error })
  }
}

async function load(path: string): Promise<Invoke> {
  const module = await import(pathToFileURL(path).href).catch((error: unknown) => {
    throw new InvocationError(`${path} cannot be loaded`, { isPassing: false, cause: error })
  })
  const run = module.default ?? module.handler
  if (typeof run === 'function') return localFunction(run)
  const message = `${path} exports neither a default function nor a handler`
  throw new InvocationError(message, { isPassing: false })
}
