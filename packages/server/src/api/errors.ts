/** The one kind of expected failure, and every name it may carry. */
import type { CognitoIdentityError } from './cognito-identity.generated.ts'
import type { CognitoIdpError } from './cognito-idp.generated.ts'
import type { IamError } from './iam.generated.ts'
import type { StsError } from './sts.generated.ts'

/**
 * What any operation may answer beside its declared errors: the door's own refusals, broken limits,
 * and the failures AWS calls common.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/CommonErrors.html
 */
export const COMMON_ERRORS = [
  'AccessDeniedException',
  'ExpiredTokenException',
  'ForbiddenException',
  'IncompleteSignatureException',
  'InternalErrorException',
  'InvalidParameterException',
  'InvalidSignatureException',
  'MalformedInput',
  'MissingAuthenticationTokenException',
  'NotImplementedException',
  'RequestEntityTooLargeException',
  'RequestExpired',
  'SerializationException',
  'TooManyRequestsException',
  'UnknownOperationException',
  'UnrecognizedClientException',
  'ValidationError',
  'ValidationException',
] as const

/** Every name a client may see as the type of an error. */
export type ErrorCode =
  | CognitoIdpError
  | CognitoIdentityError
  | StsError
  | IamError
  | (typeof COMMON_ERRORS)[number]

export interface ServiceErrorOptions {
  /** Sent beside the message of an InvalidParameterException. */
  readonly reasonCode?: string
  /** For the log; never sent. */
  readonly detail?: string
  readonly cause?: unknown
}

/**
 * A failure that the caller is told of, by its wire name and a public sentence. An empty message is
 * not sent at all: AWS answers an unreadable body and an unknown operation with the name alone.
 */
export class ServiceError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'ServiceError'
  readonly code: Code
  readonly reasonCode: string | undefined
  readonly detail: string | undefined

  constructor(code: Code, message = '', options: ServiceErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.reasonCode = options.reasonCode
    this.detail = options.detail
  }
}
