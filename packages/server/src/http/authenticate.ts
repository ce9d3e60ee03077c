import { ServiceError } from '../api/errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { Signer } from '../records/principal.ts'
import { type AccessKey, readAccessKeyId, type SignedRequest, verifySignature } from './sigv4.ts'

/** Whose signature a request carries, for one service. @throws ServiceError when none that holds. */
export type Authenticate = (request: SignedRequest, service: string) => Signer

/** Production: the signature must be right, under one of the configured keys. */
export function authenticateBySignature(
  accessKeys: readonly AccessKey[],
  { region, clock }: { region: string; clock: Clock },
): Authenticate {
  const secrets = new Map(accessKeys.map(({ id, secret }) => [id, { secret }]))
  return (request, service) => {
    const find = (id: string) => secrets.get(id)
    const { accessKeyId } = verifySignature(request, { service, region, now: clock.now(), find })
    return { kind: 'administrator', accessKeyId }
  }
}

/** Development: any credentials will do, but a call without them is as wrong here as it will be there. */
export const authenticateAnyone: Authenticate = (request) => {
  const accessKeyId = readAccessKeyId(request)
  if (accessKeyId !== undefined) return { kind: 'administrator', accessKeyId }
  throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token')
}
