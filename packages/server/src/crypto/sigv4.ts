import { createHash, createHmac } from 'node:crypto'

export const ALGORITHM = 'AWS4-HMAC-SHA256'
export const TERMINATOR = 'aws4_request'
export const SIGNATURE_PARAMETER = 'X-Amz-Signature'

/** A request that is signed; `headers` joins what was sent more than once. */
export interface SignedRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  readonly body: Uint8Array
}

/** The day, region and service that a signature is good for. */
export interface Scope {
  readonly day: string
  readonly region: string
  readonly service: string
}

/**
 * The signature, as lower-case hex, that the holder of a secret puts on a request.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function computeSignature(
  request: SignedRequest,
  signing: { time: string; scope: Scope; signedHeaders: readonly string[]; secret: string },
): string {
  const { time, scope, signedHeaders, secret } = signing
  const { day, region, service } = scope
  const canonical = sha256(canonicalRequest(request, signedHeaders))
  const text = [ALGORITHM, time, [day, region, service, TERMINATOR].join('/'), canonical].join('\n')
  const parts = [day, region, service, TERMINATOR]
  const key = parts.reduce<string | Buffer>((parent, part) => hmac(parent, part), `AWS4${secret}`)
  return hmac(key, text).toString('hex')
}

/** The value of a header; the address stands in for Host inside a process, where no socket asked for one. */
export function headerValue({ headers, url }: SignedRequest, name: string): string | undefined {
  return headers.get(name) ?? (name === 'host' ? url.host : undefined)
}

/** SHA-256 as lower-case hex. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

/**
 * The payload's hash is always of the body that came. Empty path segments are kept where AWS drops them,
 * so that one signature never stands for two paths.
 */
function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string {
  const { method, url, body } = request
  const lines = signedHeaders.map((name) => {
    const value = headerValue(request, name) ?? ''
    return `${name}:${value.trim().replace(/[ \t]+/g, ' ')}`
  })
  const path = url.pathname.split('/').map(encode).join('/')
  return [
    method,
    path,
    canonicalQuery(url),
    ...lines,
    '',
    signedHeaders.join(';'),
    sha256(body),
  ].join('\n')
}

/**
 * Made from `searchParams`, through which the query is read elsewhere too, so that nothing can be signed
 * in one sense and read in another (a plus sign or a broken escape). Encoded text is ASCII: the order of
 * strings is the order of bytes.
 */
function canonicalQuery(url: URL): string {
  return [...url.searchParams]
    .filter(([name]) => name !== SIGNATURE_PARAMETER)
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map((pair) => pair.join('='))
    .join('&')
}

/** All but the unreserved characters of RFC 3986 §2.3. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
