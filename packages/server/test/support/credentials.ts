/** A source of credentials that remembers what it was asked, in place of an STS. */
import type { CredentialsSource, RoleOutcome, RoleRequest } from '../../src/ports/credentials.ts'

export const AUTHENTICATED_ROLE = 'arn:aws:iam::000000000000:role/authenticated'
export const GUEST_ROLE = 'arn:aws:iam::000000000000:role/guest'

export class RememberingSource implements CredentialsSource {
  readonly requests: RoleRequest[] = []
  /** Roles that do not let anybody in. */
  readonly denied = new Set<string>()
  isAway = false

  async assumeRole(request: RoleRequest): Promise<RoleOutcome> {
    this.requests.push(request)
    if (this.isAway) return { kind: 'unavailable', reason: 'away' }
    if (this.denied.has(request.roleArn)) return { kind: 'denied', reason: 'not trusted' }
    const credentials = {
      accessKeyId: 'ASIATEST',
      secretAccessKey: 'secret',
      sessionToken: `token of ${request.roleArn}`,
      expiresAt: 4_000_000_000_000,
    }
    return { kind: 'credentials', credentials }
  }

  /** The last request. */
  get last(): RoleRequest {
    const request = this.requests.at(-1)
    if (request) return request
    throw new Error('nobody asked for credentials')
  }
}
