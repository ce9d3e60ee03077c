import { createHash } from 'node:crypto'
import {
  CognitoIdentityProviderClient,
  ListUserPoolsCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOf, Sha256 } from '../../test/support/aws-signer.ts'
import { ServiceError } from '../api/errors.ts'
import { computeSignature } from '../crypto/sigv4.ts'
import { readAccessKeyId, type SignedRequest, type Verification, verifySignature } from './sigv4.ts'

const now = Date.UTC(2026, 10, 3, 9, 5, 1)
const time = '20261103T090501Z'
const [id, secret] = ['AKIDEXAMPLE', 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY']
const region = 'us-east-1'
const service = 'cognito-idp'
const host = 'localhost:7665'
const MISMATCH = /^The request signature we calculated does not match/

interface Plain {
  method?: string
  path?: string
  query?: Record<string, string | string[]>
  headers?: Record<string, string>
  body?: string | Uint8Array
  sessionToken?: string
  at?: number
  scope?: { region?: string; service?: string }
  key?: { id: string; secret: string }
}

const escapeText = (text: string) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )

function signerFor({ key = { id, secret }, sessionToken, scope = {} }: Plain): SignatureV4 {
  return new SignatureV4({
    service: scope.service ?? service,
    region: scope.region ?? region,
    sha256: Sha256,
    applyChecksum: false,
    credentials: {
      accessKeyId: key.id,
      secretAccessKey: key.secret,
      ...(sessionToken !== undefined && { sessionToken }),
    },
  })
}

function toSign({ method = 'POST', path = '/', query = {}, headers = {}, body = '{}' }: Plain) {
  const target = { 'x-amz-target': 'AWSCognitoIdentityProviderService.ListUserPools' }
  return {
    method,
    protocol: 'http:',
    hostname: 'localhost',
    port: 7665,
    path,
    query,
    headers: { host, 'content-type': 'application/x-amz-json-1.1', ...target, ...headers },
    body,
  }
}

function received(request: {
  method: string
  path: string
  query?: Record<string, string | string[] | null>
  headers: Record<string, string>
  body?: unknown
}): SignedRequest {
  const query = Object.entries(request.query ?? {})
    .flatMap(([name, values]) => [values ?? ''].flat().map((value) => [name, value]))
    .map((pair) => pair.map((text) => escapeText(text ?? '')).join('='))
    .join('&')
  return {
    method: request.method,
    url: new URL(`http://${host}${request.path}${query && `?${query}`}`),
    headers: new Headers(request.headers),
    body:
      typeof request.body === 'string' || ArrayBuffer.isView(request.body)
        ? bytesOf(request.body)
        : Buffer.of(),
  }
}

/** A request with the signature that the AWS signer puts on it. */
async function sign(plain: Plain = {}): Promise<SignedRequest> {
  const { body = '{}', at = now } = plain
  const signed = await signerFor(plain).sign(toSign(plain), { signingDate: new Date(at) })
  return { ...received(signed), body: bytesOf(body) }
}

/** The same in a query, as for an address handed to someone else. */
async function presign(plain: Plain = {}, expiresIn = 60): Promise<SignedRequest> {
  const { body = '', at = now } = plain
  const request = {
    ...toSign({ method: 'GET', ...plain, body }),
    headers: { host, ...plain.headers },
  }
  const options = { signingDate: new Date(at), expiresIn }
  return { ...received(await signerFor(plain).presign(request, options)), body: bytesOf(body) }
}

const options: Verification = {
  service,
  region,
  now,
  find: (accessKeyId) => (accessKeyId === id ? { secret } : undefined),
}
const verify = (request: SignedRequest, changed: Partial<Verification> = {}) =>
  verifySignature(request, { ...options, ...changed })

/** The request with some of its headers replaced, added or, for undefined, taken away. */
function withHeaders(
  request: SignedRequest,
  changed: Record<string, string | undefined>,
): SignedRequest {
  const headers = new Headers(request.headers)
  for (const [name, value] of Object.entries(changed)) {
    if (value === undefined) headers.delete(name)
    else headers.set(name, value)
  }
  return { ...request, headers }
}

function withQuery(request: SignedRequest, change: (query: URLSearchParams) => void) {
  const url = new URL(request.url)
  change(url.searchParams)
  return { ...request, url }
}

/** The request with the right signature for just these headers, which the AWS signer would not make. */
function signAgain(request: SignedRequest, signedHeaders: string[]): SignedRequest {
  const scope = { day: time.slice(0, 8), region, service }
  const signature = computeSignature(request, { time, scope, signedHeaders, secret })
  const credential = `${id}/${scope.day}/${region}/${service}/aws4_request`
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${signedHeaders.join(';')},Signature=${signature}`
  return withHeaders(request, { authorization })
}

/** The code and message a request is refused with. */
function refusal(request: SignedRequest, changed?: Partial<Verification>) {
  try {
    verify(request, changed)
  } catch (error) {
    if (error instanceof ServiceError) return { code: error.code, message: error.message }
    throw error
  }
  return undefined
}

const mismatch = { code: 'InvalidSignatureException', message: expect.stringMatching(MISMATCH) }

describe('a header signature', () => {
  it('verifies a known answer of the AWS test suite', () => {
    const signature = '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'
    const request: SignedRequest = {
      method: 'GET',
      url: new URL('https://example.amazonaws.com/'),
      headers: new Headers({
        host: 'example.amazonaws.com',
        'x-amz-date': '20150830T123600Z',
        authorization: `AWS4-HMAC-SHA256 Credential=${id}/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
      }),
      body: new Uint8Array(),
    }
    const at = { service: 'service', now: Date.UTC(2015, 7, 30, 12, 36) }
    expect(verify(request, at)).toEqual({ accessKeyId: id })
    expect(verify(withHeaders(request, { host: undefined }), at)).toEqual({ accessKeyId: id })
  })

  it('verifies what the Cognito client sends', async () => {
    let captured: SignedRequest | undefined
    const client = new CognitoIdentityProviderClient({
      region,
      endpoint: `http://${host}`,
      credentials: { accessKeyId: id, secretAccessKey: secret, sessionToken: 'a/session+token==' },
      requestHandler: {
        handle: async (request: Parameters<typeof received>[0]) => {
          captured = received(request)
          throw new Error('captured')
        },
      },
      maxAttempts: 1,
    })
    await expect(client.send(new ListUserPoolsCommand({ MaxResults: 10 }))).rejects.toThrow()
    if (!captured) throw new Error('nothing was sent')
    expect(verify(captured, { now: Date.now() })).toEqual({
      accessKeyId: id,
      sessionToken: 'a/session+token==',
    })
  })

  it('takes blanks in a header as the signer does', async () => {
    const request = await sign({ headers: { 'x-note': '  a  b \t c  ' } })
    expect(verify(request)).toEqual({ accessKeyId: id })
    expect(verify(withHeaders(request, { 'x-note': 'a b c' }))).toEqual({ accessKeyId: id })
    expect(refusal(withHeaders(request, { 'x-note': 'ab c' }))).toEqual(mismatch)
  })

  it('hands the session token to the finder', async () => {
    const request = await sign({ sessionToken: 'token' })
    const seen: unknown[] = []
    verify(request, {
      find: (...given) => {
        seen.push(given)
        return { secret }
      },
    })
    expect(seen).toEqual([[id, 'token']])
  })

  it('verifies any request the AWS signer signs', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 })
    const segment = text.map(escapeText).filter((part) => part !== '' && !/^\.+$/.test(part))
    const value = fc.string({ maxLength: 20 })
    const query = fc.dictionary(text, fc.oneof(text, fc.array(text, { minLength: 1 })))
    const plain = fc.record({
      method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
      path: fc.array(segment, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`),
      query: query.map((entries) => ({ ...entries })),
      headers: fc.record({ 'x-amz-meta': value, 'x-note': value, 'user-agent': value }),
      body: fc.uint8Array(),
    })
    await fc.assert(
      fc.asyncProperty(plain, async (request) => {
        expect(verify(await sign(request))).toEqual({ accessKeyId: id })
      }),
    )
  })

  it('may be dated by the Date header', async () => {
    const date = new Date(now).toUTCString()
    const dated = withHeaders(await sign(), { 'x-amz-date': undefined, date })
    const request = signAgain(dated, ['date', 'host', 'x-amz-target'])
    expect(verify(request)).toEqual({ accessKeyId: id })
    const later = new Date(now + 1000).toUTCString()
    expect(refusal(withHeaders(request, { date: later }))).toEqual(mismatch)
    expect(refusal(withHeaders(request, { date: `${date} ` }))).toBeUndefined()
    expect(refusal(withHeaders(request, { date: '2026-11-03' }))?.message).toContain('Got')
  })
})

describe('a query signature', () => {
  it('verifies, with and without a session token', async () => {
    expect(verify(await presign())).toEqual({ accessKeyId: id })
    const query = { Action: 'GetCallerIdentity', Version: '2011-06-15' }
    const headers = { 'x-k8s-aws-id': 'cluster', 'x-amz-meta': 'moves to the query' }
    const request = await presign({ query, headers, sessionToken: 'a+b/c=' })
    expect(verify(request)).toEqual({ accessKeyId: id, sessionToken: 'a+b/c=' })
  })

  it('holds as long as it says', async () => {
    const request = await presign({}, 60)
    expect(verify(request, { now: now + 60_000 })).toBeDefined()
    expect(refusal(request, { now: now + 61_000 })).toEqual({
      code: 'InvalidSignatureException',
      message:
        'Signature expired: 20261103T090501Z is now earlier than 20261103T090502Z (20261103T090602Z - 1 min.)',
    })
    expect(verify(await presign({}, 604_800), { now: now + 604_800_000 })).toBeDefined()
    expect(verify(await presign({}, 1), { now: now - 300_000 })).toBeDefined()
    expect(refusal(await presign({}, 1), { now: now - 301_000 })?.message).toMatch(
      /not yet current/,
    )
  })

  it.each(['', '0', '-1', '604801', '1.5', '1e3', '9999999', 'x'])(
    'does not hold for %j seconds',
    async (seconds) => {
      const request = withQuery(await presign(), (query) => query.set('X-Amz-Expires', seconds))
      expect(refusal(request)?.code).toBe('IncompleteSignatureException')
    },
  )

  it('reads a plus sign as everyone else does', async () => {
    const path = (raw: string, request: SignedRequest) => ({
      ...request,
      url: new URL(request.url.href.replace(/note=[^&]*/, `note=${raw}`)),
    })
    const blank = await sign({ query: { note: 'a b' } })
    const plus = await sign({ query: { note: 'a+b' } })
    expect(verify(path('a+b', blank))).toBeDefined()
    expect(refusal(path('a+b', plus))).toEqual(mismatch)
    expect(verify(path('a%2Bb', plus))).toBeDefined()
  })
})

describe('time', () => {
  it('may be five minutes off and no more', async () => {
    const request = await sign()
    expect(verify(request, { now: now + 300_000 })).toBeDefined()
    expect(verify(request, { now: now - 300_000 })).toBeDefined()
    expect(refusal(request, { now: now + 301_000 })).toEqual({
      code: 'InvalidSignatureException',
      message:
        'Signature expired: 20261103T090501Z is now earlier than 20261103T090502Z (20261103T091002Z - 5 min.)',
    })
    expect(refusal(request, { now: now - 301_000 })).toEqual({
      code: 'InvalidSignatureException',
      message:
        'Signature not yet current: 20261103T090501Z is still later than 20261103T090500Z (20261103T090000Z + 5 min.)',
    })
  })

  it.each([
    '2026',
    '2026-11-03T09:05:01Z',
    '20261103T090501',
    '20261103T250501Z',
    '20260230T000000Z',
    `${time}, ${time}`,
    'é',
  ])('is not %j', async (date) => {
    expect(refusal(withHeaders(await sign(), { 'x-amz-date': date }))).toEqual({
      code: 'IncompleteSignatureException',
      message: `Date must be in ISO-8601 'basic format'. Got '${date.replace('é', '?')}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    })
  })
})

describe('scope', () => {
  it.each<[string, Plain, string]>([
    [
      'region',
      { scope: { region: 'eu-west-1' } },
      'Credential should be scoped to a valid region.',
    ],
    [
      'service',
      { scope: { service: 'sts' } },
      "Credential should be scoped to correct service: 'cognito-idp'.",
    ],
    [
      'case',
      { scope: { service: 'Cognito-IDP' } },
      "Credential should be scoped to correct service: 'cognito-idp'.",
    ],
  ])('must have the right %s', async (_, plain, message) => {
    expect(refusal(await sign(plain))).toEqual({ code: 'InvalidSignatureException', message })
    expect(refusal(await presign(plain))).toEqual({ code: 'InvalidSignatureException', message })
  })

  it('may have any region where none is asked for', async () => {
    const request = await sign({ scope: { region: 'eu-west-1' } })
    expect(verifySignature(request, { service, now, find: options.find })).toBeDefined()
  })

  it.each([
    [
      '20261103/us-east-1/cognito-idp/aws5_request',
      /valid terminator: 'aws4_request', not 'aws5_request'/,
    ],
    [
      '20261102/us-east-1/cognito-idp/aws4_request',
      /from HTTP: '20261102' != '20261103', from '20261103T090501Z'/,
    ],
    ['x/y/z/', /valid region\. .* service: 'cognito-idp'\. .* not ''\. Date in Credential/],
  ])('is not %s', async (scope, message) => {
    const request = await sign()
    const authorization = request.headers.get('authorization') ?? ''
    const changed = authorization.replace(/Credential=[^,]*/, `Credential=${id}/${scope}`)
    expect(refusal(withHeaders(request, { authorization: changed }))?.message).toMatch(message)
  })
})

describe('keys', () => {
  it('must be known', async () => {
    const unknown = await sign({ key: { id: 'AKIDOTHER', secret } })
    expect(refusal(unknown)).toEqual({
      code: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    })
    const guessed = await sign({ key: { id: 'AKIDOTHER', secret: 'unknown' } })
    expect(refusal(guessed)?.code).toBe('UnrecognizedClientException')
  })

  it('go with their own secret only', async () => {
    expect(refusal(await sign({ key: { id, secret: `${secret}x` } }))).toEqual(mismatch)
    expect(refusal(await sign({ key: { id, secret: '' } }))).toEqual(mismatch)
    const other = (await sign({ key: { id: 'AKIDOTHER', secret } })).headers.get('authorization')
    const stolen = withHeaders(await sign(), {
      authorization: other?.replace('AKIDOTHER', id),
    })
    expect(verify(stolen)).toEqual({ accessKeyId: id })
    expect(refusal(stolen, { find: () => ({ secret: 'else' }) })).toEqual(mismatch)
  })
})

describe('tampering', () => {
  const flip = (text: string, index: number) =>
    text.slice(0, index) + String.fromCharCode(text.charCodeAt(index) ^ 1) + text.slice(index + 1)

  it('with any byte of a signed header is noticed', async () => {
    const request = await sign({ sessionToken: 'token', query: { a: 'b' } })
    const names = [
      'authorization',
      'content-type',
      'host',
      'x-amz-date',
      'x-amz-security-token',
      'x-amz-target',
    ]
    for (const name of names) {
      const value = request.headers.get(name) ?? ''
      expect(value).not.toBe('')
      for (let index = 0; index < value.length; index++) {
        const changed = withHeaders(request, { [name]: flip(value, index) })
        expect(refusal(changed), `${name} ${index}`).toBeDefined()
      }
      expect(refusal(withHeaders(request, { [name]: `${value}${value}` })), name).toBeDefined()
      expect(refusal(withHeaders(request, { [name]: '' })), name).toBeDefined()
    }
  })

  it('with any byte of a presigned query is noticed', async () => {
    const request = await presign({ query: { Action: 'GetCallerIdentity' }, sessionToken: 'token' })
    const parameters = [...request.url.searchParams]
    expect(parameters.map(([name]) => name)).toContain('X-Amz-Signature')
    for (const [name, value] of parameters) {
      for (let index = 0; index < value.length; index++) {
        const changed = withQuery(request, (query) => query.set(name, flip(value, index)))
        expect(refusal(changed), `${name} ${index}`).toBeDefined()
      }
      expect(refusal(withQuery(request, (query) => query.delete(name))), name).toBeDefined()
      expect(refusal(withQuery(request, (query) => query.append(name, value))), name).toBeDefined()
      const renamed = withQuery(request, (query) => {
        query.delete(name)
        query.set(name.toUpperCase(), value)
      })
      expect(refusal(renamed), name).toBeDefined()
    }
  })

  it('with body, method, path or query is noticed', async () => {
    const request = await sign({ body: '{"UserPoolId":"us-east-1_Poolhouse"}', path: '/a/b' })
    for (let index = 0; index < request.body.length; index++) {
      const body = Uint8Array.from(request.body)
      body[index] = (body[index] ?? 0) ^ 1
      expect(refusal({ ...request, body })).toEqual(mismatch)
    }
    expect(refusal({ ...request, body: new Uint8Array() })).toEqual(mismatch)
    expect(refusal({ ...request, method: 'PUT' })).toEqual(mismatch)
    expect(refusal({ ...request, method: 'post' })).toEqual(mismatch)
    for (const path of ['/', '/a/b/', '/a//b', '//a/b', '/A/b', '/a%2Fb', '/a/b?x', '/a/b?x=']) {
      const url = new URL(`http://${host}`)
      url.href = `http://${host}${path}`
      expect(refusal({ ...request, url }), path).toEqual(mismatch)
    }
  })

  it('with the target is noticed where it was not signed', async () => {
    const headers = { 'x-amz-target': 'AWSCognitoIdentityProviderService.DeleteUserPool' }
    const plain = withHeaders(await sign(), {})
    const unsigned = (await signerFor({}).sign(toSign({}), {
      signingDate: new Date(now),
      unsignableHeaders: new Set(['x-amz-target']),
    })) as Parameters<typeof received>[0]
    expect(refusal(withHeaders(received(unsigned), headers))).toEqual({
      code: 'InvalidSignatureException',
      message: "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.",
    })
    expect(refusal(withHeaders(plain, { 'x-amz-security-token': 'other' }))?.message).toBe(
      "'x-amz-security-token' must be a 'SignedHeader' in the AWS Authorization.",
    )
    expect(refusal(withHeaders(await presign(), headers))?.message).toContain('x-amz-target')
    expect(verify(withHeaders(plain, { 'x-amz-cf-id': 'x', 'x-amzn-trace-id': 'y' }))).toBeDefined()
  })

  it('with a repeated header is noticed', async () => {
    const request = await sign()
    for (const name of ['x-amz-target', 'host', 'authorization', 'x-amz-date', 'content-type']) {
      const headers = new Headers(request.headers)
      headers.append(name, headers.get(name) ?? '')
      expect(refusal({ ...request, headers }), name).toBeDefined()
    }
  })
})

describe('the payload hash', () => {
  const name = 'x-amz-content-sha256'
  const hash = createHash('sha256').update('{}').digest('hex')

  it('may be claimed when it is true', async () => {
    expect(verify(await sign({ headers: { [name]: hash } }))).toBeDefined()
    expect(refusal(await sign({ headers: { [name]: hash }, body: '{ }' }))).toEqual(mismatch)
  })

  it.each(['UNSIGNED-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', '', hash.toUpperCase()])(
    'is not %j',
    async (claim) => {
      expect(refusal(await sign({ headers: { [name]: claim } }))).toEqual(mismatch)
      const claiming = withHeaders(await sign(), { [name]: claim })
      const signed = signAgain(claiming, ['host', name, 'x-amz-date', 'x-amz-target'])
      expect(refusal(signed)).toEqual(mismatch)
      const headers = { 'X-Amz-Content-Sha256': claim }
      expect(refusal(await presign({ headers, body: '{}' }))).toEqual(mismatch)
    },
  )
})

describe('signed headers', () => {
  const refusalOf = async (list: string) => refusal(signAgain(await sign(), list.split(';')))

  it('may be few', async () => {
    expect(await refusalOf('host;x-amz-date;x-amz-target')).toBeUndefined()
  })

  it('must have the host', async () => {
    expect(await refusalOf('content-type;x-amz-date;x-amz-target')).toEqual({
      code: 'InvalidSignatureException',
      message: "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    })
  })

  it.each([
    'content-type;host;host;x-amz-date;x-amz-target',
    'host;content-type;x-amz-date;x-amz-target',
    'Content-Type;host;x-amz-date;x-amz-target',
    'content-type;host;x-amz-date;x-amz-target;x-none',
    'authorization;host;x-amz-date;x-amz-target',
  ])('are not %s, be the signature right or wrong', async (list) => {
    expect(await refusalOf(list)).toEqual(mismatch)
  })

  it.each([
    ';host;x-amz-date;x-amz-target',
    'host;x-amz-date;x-amz-target;',
    'host;é;x-amz-date;x-amz-target',
  ])('are not %s, which names no header', async (list) => {
    const request = await sign()
    const authorization = request.headers
      .get('authorization')
      ?.replace(/SignedHeaders=[^,]*/, `SignedHeaders=${list}`)
    expect(refusal(withHeaders(request, { authorization }))).toEqual(mismatch)
  })

  it('are known by their lower-case names only', async () => {
    expect((await refusalOf('Host;x-amz-date;x-amz-target'))?.message).toContain("'Host'")
    expect((await refusalOf('host;X-Amz-Date;x-amz-target'))?.message).toContain("'x-amz-date'")
  })
})

describe('what is missing or malformed', () => {
  const bare: SignedRequest = {
    method: 'POST',
    url: new URL(`http://${host}/`),
    headers: new Headers({ host }),
    body: new Uint8Array(),
  }

  it('is told', async () => {
    expect(refusal(bare)).toEqual({
      code: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    })
    expect(
      refusal(withHeaders(bare, { authorization: 'Bearer eyJhbGciOiJIUzI1NiJ9.e30.x' })),
    ).toEqual({
      code: 'IncompleteSignatureException',
      message:
        "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    })
    expect(refusal(withQuery(bare, (query) => query.set('X-Amz-Signature', 'x')))).toEqual({
      code: 'IncompleteSignatureException',
      message:
        "AWS query-string parameters must include 'X-Amz-Algorithm'. AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. AWS query-string parameters must include 'X-Amz-Date'.",
    })
    const both = withQuery(await sign(), (query) => query.set('X-Amz-Signature', 'x'))
    expect(refusal(both)).toEqual({
      code: 'InvalidSignatureException',
      message:
        "Found both 'X-Amz-Signature' as a query-string param and 'Authorization' as HTTP header.",
    })
  })

  it.each([
    [/Signature=/, 'signature=', "requires 'Signature' parameter"],
    [/Signature=\w+/, 'Signature=', "requires 'Signature' parameter"],
    [/Signature=/, 'Signature', "requires 'Signature' parameter"],
    [/$/, ', Signature=x', "requires 'Signature' parameter"],
    [/$/, ', Credential=x/20261103/us-east-1/cognito-idp/aws4_request', "requires 'Credential'"],
    [/AWS4-HMAC-SHA256/, 'aws4-hmac-sha256', "'aws4-hmac-sha256' (only AWS4-HMAC-SHA256 for now)"],
    [/AWS4-HMAC-SHA256/, 'AWS4-ECDSA-P256-SHA256', "Unsupported AWS 'algorithm'"],
    [/AWS4-HMAC-SHA256/, '', "requires 'Credential' parameter"],
    [/\/aws4_request/, '', 'Credential must have exactly 5 slash-delimited elements'],
    [/\/aws4_request/, '/aws4_request/', 'Credential must have exactly 5 slash-delimited elements'],
    [/=AKIDEXAMPLE/, '=AKID/EXAMPLE', 'Credential must have exactly 5 slash-delimited elements'],
  ])('such as %s → %s', async (pattern, replacement, message) => {
    const request = await sign()
    const authorization = request.headers.get('authorization')?.replace(pattern, replacement)
    const told = refusal(withHeaders(request, { authorization }))
    expect(told?.code).toBe('IncompleteSignatureException')
    expect(told?.message).toContain(message)
  })

  it('takes a signature in lower case only', async () => {
    const request = await sign()
    const authorization = request.headers
      .get('authorization')
      ?.replace(/Signature=\w+/, (text) => `Signature=${text.slice(10).toUpperCase()}`)
    expect(refusal(withHeaders(request, { authorization }))).toEqual(mismatch)
  })

  it('never fails in another way', () => {
    const word = fc.constantFrom(
      ...[
        'AWS4-HMAC-SHA256',
        ' ',
        ',',
        '=',
        ';',
        '/',
        'Credential=',
        'SignedHeaders=',
        'Signature=',
      ],
      ...[
        'host',
        'x-amz-date',
        `${id}/20261103/us-east-1/cognito-idp/aws4_request`,
        'é',
        '__proto__',
      ],
    )
    const header = fc.oneof(
      fc.string({ unit: 'grapheme-ascii' }),
      fc
        .array(fc.oneof(word, fc.string({ unit: 'grapheme-ascii', maxLength: 3 })))
        .map((words) => words.join('')),
    )
    const text = fc.oneof(fc.string({ unit: 'binary' }), header)
    const names = ['Algorithm', 'Credential', 'Date', 'Expires', 'SignedHeaders', 'Signature']
    const query = fc.dictionary(fc.constantFrom(...names.map((name) => `X-Amz-${name}`)), text)
    const given = fc.record({
      header: fc.option(header),
      date: fc.oneof(header, fc.constant(time)),
      query,
    })
    fc.assert(
      fc.property(given, ({ header, date, query }) => {
        const headers = header === null ? {} : { authorization: header }
        const request = withHeaders(bare, { ...headers, 'x-amz-date': date })
        const url = new URL(`http://${host}/?${new URLSearchParams(query)}`)
        expect(refusal({ ...request, url })).toBeDefined()
        readAccessKeyId({ ...request, url })
      }),
      { numRuns: 1000 },
    )
  })
})

describe('readAccessKeyId', () => {
  it('reads it from header or query, right or wrong', async () => {
    expect(readAccessKeyId(await sign({ key: { id: 'any', secret: 'x' } }))).toBe('any')
    expect(readAccessKeyId(await presign({ key: { id: 'any', secret: 'x' } }))).toBe('any')
    const request = await sign()
    const changed = (authorization: string | undefined) =>
      readAccessKeyId(withHeaders(request, { authorization }))
    expect(changed('AWS4-HMAC-SHA256 Credential=mock_key')).toBe('mock_key')
    expect(changed('Bearer x')).toBeUndefined()
    expect(changed(undefined)).toBeUndefined()
  })
})
