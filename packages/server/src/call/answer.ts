import { shapeOutput } from '../api/shape-output.ts'
import type { ServiceTable } from '../api/table.ts'
import type { CallOptions } from './request.ts'

/** The output as the table has it. A member it does not declare never leaves: it could be a secret. */
export function shapeAnswer(
  table: ServiceTable,
  operation: string,
  output: unknown,
  { services, isStrict }: CallOptions,
): object {
  const { body, undeclared } = shapeOutput(
    table,
    operation,
    (output ?? {}) as Record<string, unknown>,
  )
  if (undeclared.length === 0) return body
  if (isStrict)
    throw new Error(`${operation} returned undeclared members: ${undeclared.join(', ')}`)
  services.logger.error({ operation, undeclared }, 'dropped undeclared output members')
  return body
}
