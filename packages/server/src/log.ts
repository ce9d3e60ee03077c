import { pino } from 'pino'
import type { Logger } from './ports/logger.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** JSON lines on standard output. Of an error only what cannot hold a caller's data is written. */
export const makeLogger = (level: LogLevel): Logger =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err } })

function err(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) }
  const { name, message, stack, cause } = error
  const code = 'code' in error ? { code: error.code } : {}
  return { name, message, stack, ...code, ...(cause !== undefined && { cause: err(cause) }) }
}
