import { ServiceError } from '../api/errors.ts'
import { assumeRoleWithWebIdentity } from '../flows/assume-role-with-web-identity.ts'
import type { CredentialsSource } from '../ports/credentials.ts'
import type { Services } from '../store/services.ts'

/**
 * Credentials from our own STS, without a request to ourselves.
 *
 * @param services asked for at the first call: they hold this source themselves.
 */
export const makeOwnSts = (services: () => Services): CredentialsSource => ({
  async assumeRole(request) {
    try {
      const { session } = await assumeRoleWithWebIdentity(request, services())
      return { kind: 'credentials', credentials: session.credentials }
    } catch (error) {
      if (error instanceof ServiceError) return { kind: 'denied', reason: error.message }
      services().logger.error({ err: error }, 'no credentials from our own STS')
      return { kind: 'unavailable', reason: 'Our own STS failed.' }
    }
  },
})
