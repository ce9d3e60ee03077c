import { ServiceError } from '../api/errors.ts'
import { isEqualSecret } from '../crypto/equal.ts'
import {
  ALGORITHM,
  computeSignature,
  headerValue,
  type Scope,
  type SignedRequest,
  sha256,
  TERMINATOR,
} from '../crypto/sigv4.ts'
import { type Authorization, readAuthorization } from './sigv4-parse.ts'
import { checkTime, printable } from './sigv4-time.ts'

export type { SignedRequest } from '../crypto/sigv4.ts'
export { readAccessKeyId, readSessionToken } from './sigv4-parse.ts'

/** What an administrator signs with. */
export interface AccessKey {
  readonly id: string
  readonly secret: string
}

/** Finds the secret of an access key id; temporary keys need their session token for it. */
type FindSecret = (
  accessKeyId: string,
  sessionToken: string | undefined,
) => Pick<AccessKey, 'secret'> | undefined

export interface Verification {
  /** As in credential scopes: `cognito-idp`. */
  readonly service: string
  /** Any region is good where none is named. */
  readonly region?: string
  /** Epoch milliseconds. */
  readonly now: number
  readonly find: FindSecret
}

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'
/** CloudFront adds it behind the signer's back; nothing reads it. */
const ADDED_ON_THE_WAY = new Set(['x-amz-cf-id'])

/**
 * Verifies AWS Signature Version 4, from the Authorization header or a presigned query, and throws the
 * errors of AWS, in AWS's order of checks.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
 */
export function verifySignature(
  request: SignedRequest,
  { service, region, now, find }: Verification,
): { accessKeyId: string; sessionToken?: string } {
  const authorization = readAuthorization(request)
  const { algorithm, signature, signedHeaders, sessionToken } = authorization
  const time = checkTime(authorization, now)
  checkSignedHeaders(request, signedHeaders)
  if (algorithm !== ALGORITHM) {
    const message = `Unsupported AWS 'algorithm': '${printable(algorithm)}' (only ${ALGORITHM} for now).`
    throw new ServiceError('IncompleteSignatureException', message)
  }
  const { accessKeyId, scope } = readCredential(authorization, time, { service, region })
  checkClaimedHash(request)

  const found = find(accessKeyId, sessionToken)
  // An unknown key costs the same work as a known one.
  const secret = found?.secret ?? 'unknown'
  const expected = computeSignature(request, { time, scope, signedHeaders, secret })
  const isRight = isEqualSecret(expected, signature)
  if (!found) {
    const message = 'The security token included in the request is invalid.'
    throw new ServiceError('UnrecognizedClientException', message)
  }
  if (!isRight) throw invalid(MISMATCH)
  return { accessKeyId, ...(sessionToken !== undefined && { sessionToken }) }
}

/** A header left unsigned could be another's: an X-Amz-Target put in its place would swap the operation. */
function checkSignedHeaders(request: SignedRequest, names: readonly string[]): void {
  const needed = [...request.headers.keys()].filter(
    (name) => name.startsWith('x-amz-') && !ADDED_ON_THE_WAY.has(name),
  )
  if (!names.includes('host')) {
    throw invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
  }
  const unsigned = needed.find((name) => !names.includes(name))
  if (unsigned) throw invalid(`'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`)
  const isInOrder = names.every((name, index) => index === 0 || (names[index - 1] ?? '') < name)
  const areThere = names.every(
    (name) => /^[!#-'*+.^-z|~\d-]+$/.test(name) && headerValue(request, name) !== undefined,
  )
  if (!isInOrder || !areThere) throw invalid(MISMATCH)
}

function readCredential(
  { credential }: Authorization,
  time: string,
  expected: { readonly service: string; readonly region: string | undefined },
): { accessKeyId: string; scope: Scope } {
  const [accessKeyId = '', day = '', region = '', service = '', terminator, ...rest] =
    credential.split('/')
  if (terminator === undefined || rest.length > 0) {
    // AWS repeats what it got; that is a secret where someone swapped it with the key id.
    const message =
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.'
    throw new ServiceError('IncompleteSignatureException', message)
  }
  const today = time.slice(0, 8)
  const faults = [
    region !== (expected.region ?? region) && 'Credential should be scoped to a valid region.',
    service !== expected.service &&
      `Credential should be scoped to correct service: '${expected.service}'.`,
    terminator !== TERMINATOR &&
      `Credential should be scoped with a valid terminator: '${TERMINATOR}', not '${printable(terminator)}'.`,
    day !== today &&
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${printable(day)}' != '${today}', from '${time}'.`,
  ].filter((fault) => fault !== false)
  if (faults.length > 0) throw invalid(faults.join(' '))
  return { accessKeyId, scope: { day, region, service } }
}

/** A claim about the body must be true; UNSIGNED-PAYLOAD is a claim that never is. */
function checkClaimedHash({ headers, url, body }: SignedRequest): void {
  const name = 'x-amz-content-sha256'
  const inQuery = [...url.searchParams].filter(([key]) => key.toLowerCase() === name)
  const claims = [headers.get(name), ...inQuery.map(([, value]) => value)]
  if (claims.some((claim) => claim !== null && claim !== sha256(body))) throw invalid(MISMATCH)
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidSignatureException', message)
}
