import { AuthError } from '../core/errors.ts'

/** What Amplify has and this has not, and what to use instead. */
export const notImplemented = (what: string, recoverySuggestion: string): AuthError =>
  new AuthError('NotImplementedException', `${what} is not implemented.`, { recoverySuggestion })
