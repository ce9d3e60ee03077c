/** What failed, by the name that Cognito or Amplify gives it, and what to do about it. */
export class AuthError extends Error {
  readonly recoverySuggestion: string | undefined
  readonly underlyingError: unknown
  readonly metadata: AuthErrorMetadata | undefined

  constructor(
    name: string,
    message: string,
    { recoverySuggestion, underlyingError, metadata }: AuthErrorDetails = {},
  ) {
    super(message)
    this.name = name
    this.recoverySuggestion = recoverySuggestion
    this.underlyingError = underlyingError
    this.metadata = metadata
  }
}

export interface AuthErrorDetails {
  readonly recoverySuggestion?: string | undefined
  readonly underlyingError?: unknown
  readonly metadata?: AuthErrorMetadata
}

/** Of the answer that was an error. */
export interface AuthErrorMetadata {
  readonly requestId: string | undefined
  readonly httpStatusCode: number
}

/** @throws AuthError of that name when a value that is needed is empty. */
export function requireInput(value: string | undefined, name: string, message: string): string {
  if (value) return value
  throw new AuthError(name, message)
}

export const notSignedIn = (): AuthError =>
  new AuthError('UserUnAuthenticatedException', 'Nobody is signed in.', {
    recoverySuggestion: 'Call signIn first.',
  })

export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '')

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
