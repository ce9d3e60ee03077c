import { ServiceError } from '../api/errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { Keyring } from '../ports/keyring.ts'
import type { Signer } from '../records/principal.ts'
import { type AdministratorSubject, areOurs, openCredentials } from '../tokens/aws-credentials.ts'
import {
  type AccessKey,
  readAccessKeyId,
  readSessionToken,
  type SignedRequest,
  verifySignature,
} from './sigv4.ts'

/** Whose signature a request carries, for one service. @throws ServiceError when none that holds. */
export type Authenticate = (request: SignedRequest, service: string) => Signer

interface Needs {
  readonly clock: Clock
  readonly keyring: Keyring
}

/** A key and whom it stands for; one without an end holds for ever. */
interface Standing {
  readonly secret: string
  readonly signer: Signer
  readonly expiresAt?: number
}

/** These have one address for all regions, for which clients sign as they like. */
const GLOBAL_SERVICES = ['iam', 'sts']

/**
 * Production: the signature must be right, under one of the configured keys or under session credentials
 * that we made.
 */
export function authenticateBySignature(
  accessKeys: readonly AccessKey[],
  { region, ...needs }: Needs & { region: string },
): Authenticate {
  const markOf = (secret: string) => needs.keyring.digest('mark of a secret access key', secret)
  const keys = new Map(
    accessKeys.map(({ id, secret }) => [id, { secret, secretMark: markOf(secret) }]),
  )
  const find = (accessKeyId: string, sessionToken: string | undefined): Standing | undefined => {
    if (sessionToken !== undefined) {
      const session = sessionOf(accessKeyId, sessionToken, needs)
      // An administrator's session ends with the key it was made with, also where only its secret is another.
      const { madeWith } = session ?? {}
      const isStanding =
        !madeWith || keys.get(madeWith.accessKeyId)?.secretMark === (madeWith.secretMark ?? '')
      return isStanding ? session : undefined
    }
    const key = keys.get(accessKeyId)
    if (!key) return undefined
    const { secret, secretMark } = key
    return {
      secret,
      signer: { kind: 'administrator', accessKeyId, secretMark, isTemporary: false },
    }
  }
  return (request, service) => {
    const isGlobal = GLOBAL_SERVICES.includes(service)
    return verify(request, { service, ...(!isGlobal && { region }) }, find, needs)
  }
}

/**
 * Development: any credentials will do, but a call without them is as wrong here as it will be there.
 * Session credentials that we made are checked as in production, so that what policies deny is seen here.
 */
export function authenticateAnyone(needs: Needs): Authenticate {
  const find = (accessKeyId: string, sessionToken: string | undefined) =>
    sessionToken === undefined ? undefined : sessionOf(accessKeyId, sessionToken, needs)
  return (request, service) => {
    const accessKeyId = readAccessKeyId(request)
    if (accessKeyId === undefined) {
      throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token')
    }
    if (areOurs(accessKeyId, readSessionToken(request), needs.keyring)) {
      return verify(request, { service }, find, needs)
    }
    return { kind: 'administrator', accessKeyId, isTemporary: false }
  }
}

function verify(
  request: SignedRequest,
  scope: { service: string; region?: string },
  find: (accessKeyId: string, sessionToken: string | undefined) => Standing | undefined,
  { clock }: Needs,
): Signer {
  const now = clock.now()
  let standing: Standing | undefined
  verifySignature(request, {
    ...scope,
    now,
    find: (accessKeyId, sessionToken) => {
      standing = find(accessKeyId, sessionToken)
      return standing
    },
  })
  if (!standing) throw new Error('a signature was verified without its secret')
  if (now < (standing.expiresAt ?? Number.POSITIVE_INFINITY)) return standing.signer
  const message = 'The security token included in the request is expired'
  throw new ServiceError('ExpiredTokenException', message)
}

/** The session of session credentials; `madeWith` says which key an administrator's is of. */
function sessionOf(
  accessKeyId: string,
  sessionToken: string,
  { keyring }: Needs,
): (Standing & { madeWith: AdministratorSubject | undefined }) | undefined {
  const opened = openCredentials(accessKeyId, sessionToken, keyring)
  if (!opened) return undefined
  const { subject, secret, expiresAt } = opened
  if (subject.kind === 'role') {
    const signer = { kind: 'role', accessKeyId, session: subject.session } as const
    return { secret, signer, expiresAt, madeWith: undefined }
  }
  const signer = { kind: 'administrator', accessKeyId, isTemporary: true } as const
  return { secret, signer, expiresAt, madeWith: subject }
}
