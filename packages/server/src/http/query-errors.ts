import type { ErrorCode, ServiceError } from '../api/errors.ts'
import { operationNamed, type ServiceTable } from '../api/table.ts'

interface QueryError {
  readonly code: string
  readonly status: number
}

/** How the services of the query protocol call what they refuse at the door. */
const AT_THE_DOOR: Readonly<Partial<Record<ErrorCode, QueryError>>> = {
  AccessDeniedException: { code: 'AccessDenied', status: 403 },
  ExpiredTokenException: { code: 'ExpiredToken', status: 403 },
  IncompleteSignatureException: { code: 'IncompleteSignature', status: 400 },
  InvalidSignatureException: { code: 'SignatureDoesNotMatch', status: 403 },
  MissingAuthenticationTokenException: { code: 'MissingAuthenticationToken', status: 403 },
  RequestEntityTooLargeException: { code: 'RequestEntityTooLarge', status: 413 },
  UnknownOperationException: { code: 'InvalidAction', status: 400 },
  UnrecognizedClientException: { code: 'InvalidClientTokenId', status: 403 },
  InternalErrorException: { code: 'InternalFailure', status: 500 },
  TooManyRequestsException: { code: 'Throttling', status: 400 },
}

/**
 * The code and the status of an error on the query protocol. Of a signed operation an expired token is the
 * caller's session; of one that nobody signs it is the token in its input, which the table names.
 */
export function queryErrorOf(
  { code }: ServiceError,
  table: ServiceTable | undefined,
  operation: string,
): QueryError {
  const isSigned = table && operationNamed(table, operation)?.auth === 'sigv4'
  const [first, second] = [AT_THE_DOOR[code], table?.queryErrors?.[code]]
  return (isSigned ? (first ?? second) : (second ?? first)) ?? { code, status: 400 }
}
