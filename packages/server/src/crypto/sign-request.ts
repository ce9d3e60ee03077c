import { ALGORITHM, computeSignature, sha256, TERMINATOR } from './sigv4.ts'

/** What a request is signed with. */
export interface SigningKey {
  readonly id: string
  readonly secret: string
  /** Comes with temporary credentials, and goes along with what they sign. */
  readonly sessionToken?: string | undefined
}

interface Request {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * The headers of a request with AWS Signature Version 4 among them. All of them are signed, so that none
 * can be changed on the way.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signRequest(
  { method, url, headers, body }: Request,
  { region, service, key, now }: { region: string; service: string; key: SigningKey; now: number },
): Record<string, string> {
  const bytes = Buffer.from(body)
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')
  const sent = {
    ...headers,
    'x-amz-date': time,
    'x-amz-content-sha256': sha256(bytes),
    ...(key.sessionToken !== undefined && { 'x-amz-security-token': key.sessionToken }),
  }
  const signedHeaders = [...Object.keys(sent), 'host'].sort()
  const scope = { day: time.slice(0, 8), region, service }
  const signature = computeSignature(
    { method, url, headers: new Headers(sent), body: bytes },
    { time, scope, signedHeaders, secret: key.secret },
  )
  const credential = [key.id, scope.day, region, service, TERMINATOR].join('/')
  const authorization = `${ALGORITHM} Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`
  return { ...sent, authorization }
}
