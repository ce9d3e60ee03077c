import { AsyncLocalStorage } from 'node:async_hooks'
import { pino } from 'pino'
import type { Logger } from './ports/logger.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** JSON lines on standard output. Of an error only what cannot hold a caller's data is written. */
export const makeLogger = (level: LogLevel): Logger =>
  pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err },
    // Whatever is logged while a request is answered carries its id, from however deep down.
    mixin: () => {
      const requestId = requests.getStore()
      return requestId === undefined ? {} : { requestId }
    },
  })

const requests = new AsyncLocalStorage<string>()

/** Runs what answers a request, so that its log lines carry the request's id. */
export const inRequest = <Result>(requestId: string, run: () => Result): Result =>
  requests.run(requestId, run)

/** A logger that can be silenced for a while: what the house does for itself is nobody's call. */
export function makePausable(logger: Logger): Logger & { pause(): void; resume(): void } {
  let isPaused = false
  return {
    debug: (fields, message) => isPaused || logger.debug(fields, message),
    info: (fields, message) => isPaused || logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    pause: () => {
      isPaused = true
    },
    resume: () => {
      isPaused = false
    },
  }
}

function err(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) }
  const { name, message, stack, cause } = error
  const code = 'code' in error ? { code: error.code } : {}
  return { name, message, stack, ...code, ...(cause !== undefined && { cause: err(cause) }) }
}
