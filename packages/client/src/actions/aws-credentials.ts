import type { AuthCore } from '../core/core.ts'
import type { AWSCredentials } from '../core/credentials.ts'
import { AuthError } from '../core/errors.ts'
import { fetchAuthSession } from './session.ts'

/** What clients of the AWS SDK for JavaScript take as `credentials`. */
export interface SdkCredentials {
  (): Promise<AWSCredentials & { readonly identityId?: string }>
  /**
   * Tells the SDK to keep no copy: it asks before every request, so that whoever has signed out is signed
   * out of every client at once. The answer is remembered here.
   */
  readonly memoized: true
}

/**
 * The session's AWS credentials, for as many clients as there are.
 *
 * @example
 * const credentials = awsCredentials(auth)
 * const s3 = new S3Client({ region, credentials })
 */
export function awsCredentials(core: AuthCore): SdkCredentials {
  const provide = async () => {
    const { credentials, identityId } = await fetchAuthSession(core)
    if (credentials) return { ...credentials, ...(identityId && { identityId }) }
    throw new AuthError('CredentialsUnavailable', 'There are no AWS credentials.', {
      recoverySuggestion: 'Configure an identityPoolId; then sign in, or set allowGuestAccess.',
    })
  }
  return Object.assign(provide, { memoized: true as const })
}
