import { COMMON_ERRORS, ServiceError } from '../api/errors.ts'
import { operationNamed } from '../api/table.ts'
import { QueueFullError } from '../crypto/bounded.ts'
import { OwnerGoneError } from '../store/database.ts'
import type { Call, CallOptions } from './request.ts'

/** Where an operation's declared errors lack one that the shared steps raise, and what it answers instead. */
const RENAMED: Readonly<Record<string, Readonly<Record<string, ServiceError['code']>>>> = {
  RevokeToken: { ResourceNotFoundException: 'InvalidParameterException' },
}

/** Failures of the layers below that have a meaning on the wire. */
const MEANINGS: readonly [new (message: string) => Error, () => ServiceError][] = [
  [QueueFullError, () => new ServiceError('TooManyRequestsException', 'Rate exceeded')],
  [
    OwnerGoneError,
    () => new ServiceError('ResourceNotFoundException', 'The resource was deleted meanwhile.'),
  ],
]

/**
 * What leaves the house for whatever was thrown: an expected failure as it is, anything else as an
 * InternalErrorException without detail, its cause in the log only.
 */
export function toServiceError(error: unknown, call: Call, options: CallOptions): ServiceError {
  const expected = MEANINGS.find(([kind]) => error instanceof kind)?.[1]() ?? error
  if (!(expected instanceof ServiceError)) return internal(error, call, options)
  const code = RENAMED[call.operation]?.[expected.code]
  const failure = code ? new ServiceError(code, expected.message) : expected
  if (isDeclared(failure, call)) return failure
  const undeclared = `${call.operation} does not declare ${failure.code}`
  if (options.isStrict) return internal(new Error(undeclared, { cause: failure }), call, options)
  options.services.logger.error({ operation: call.operation }, undeclared)
  return failure
}

function isDeclared({ code }: ServiceError, { table, operation }: Call): boolean {
  const declared: readonly string[] = operationNamed(table, operation)?.errors ?? []
  return declared.includes(code) || (COMMON_ERRORS as readonly string[]).includes(code)
}

function internal(error: unknown, call: Call, { services }: CallOptions): ServiceError {
  const fields = { operation: call.operation, err: error }
  services.logger.error(fields, 'unexpected failure')
  return new ServiceError('InternalErrorException', 'Internal error')
}
