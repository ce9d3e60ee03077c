/** Amplify's class of errors: what this library throws is of it, though it is made another way. */
import { type AuthErrorMetadata, AuthError as ThrownError } from '../core/errors.ts'

interface AuthErrorParams {
  readonly name: string
  readonly message: string
  readonly recoverySuggestion?: string | undefined
  readonly underlyingError?: unknown
  readonly metadata?: Partial<AuthErrorMetadata> & { readonly extendedRequestId?: string }
}

/** Made as Amplify's is; whatever the functions here throw is an instance of it too. */
export class AuthError extends ThrownError {
  constructor({ name, message, metadata, ...details }: AuthErrorParams) {
    super(name, message, {
      ...details,
      ...(metadata && { metadata: metadata as AuthErrorMetadata }), // the application's, as far as it knows it
    })
  }

  /** A class that an application derives from it has its own instances only. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    // biome-ignore lint/complexity/noThisInStatic: of a derived class it is that class
    return isInstance.call(this === AuthError ? ThrownError : this, value)
  }
}

/** What `instanceof` does with a class that says nothing else. */
const isInstance = Function.prototype[Symbol.hasInstance]
