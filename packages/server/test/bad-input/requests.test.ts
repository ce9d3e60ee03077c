import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { type Listening, listen, type Poolhouse } from '../../src/index.ts'
import { makePool } from '../support/people.ts'
import { callHeaders, callWith, exchange, requestText } from '../support/raw-http.ts'
import { onEachStore } from '../support/stores.ts'

const API = 'AWSCognitoIdentityProviderService'

const UNKNOWN_TARGETS = [
  ['no operation', `${API}.`],
  ['no service', '.SignUp'],
  ['a dot', '.'],
  ['nothing', ''],
  ['another service', 'DynamoDB_20120810.ListTables'],
  ['an inherited name', `${API}.constructor`],
  ['a prototype', `${API}.__proto__`],
  ['a name in other case', `${API}.signup`],
  ['a name and more', `${API}.SignUp.Admin`],
  ['a blank', `${API} .SignUp`],
  ['ten kilobytes', `${API}.${'x'.repeat(10_000)}`],
  ['marks', `${API}.<script>'"\`\${}`],
]

/** Bytes that are no HTTP, or hardly. Node's parser refuses most; the rest is ours to survive. */
const BROKEN_REQUESTS = [
  ['no HTTP at all', 'GARBAGE\r\n\r\n'],
  ['another protocol', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['a TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
  ['no host', 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n'],
  ['a folded header', requestText('GET', '/', { 'x-amz-target': 'A\r\n B' })],
  ['NUL in a header', requestText('GET', '/', { 'x-amz-target': 'A\0B' })],
  ['a lone CR in a header', requestText('GET', '/', { 'x-amz-target': 'A\rB' })],
  ['a header without a name', requestText('GET', '/', { '': 'x' })],
  ['a blank in a header name', requestText('GET', '/', { 'x y': 'x' })],
]

const ODD_HOSTS = ['', 'a b', '[::1', '%', 'localhost:99999', 'localhost@evil.example', '\x7f', 'é']

const ODD_PATHS = [
  ...['/%', '/%ff', '/%00', '//', '/..%2f..%2fetc%2fpasswd', '/../../etc/passwd', '/\\', '/;'],
  ...['/x?%00', '/x?a[]=%ff&a=&&&', '/health', '/health/ready/', '/inbox.json/x', '/__proto__'],
  ...['/*', '/.well-known/jwks.json', '/a'.repeat(20)],
]

const ODD_POOL_IDS = [
  ...['x', '%00', 'us-east-1_a%00', '%ff', '%ED%A0%80', '%F0%9F%98%80', '__proto__', 'constructor'],
  ...[
    'us-east-1_nobody',
    '%27%20or%201=1%20--',
    '%2e%2e',
    '%2F',
    'a'.repeat(4_000),
    '%',
    '%25',
    '*',
  ],
]

onEachStore('a request', (open) => {
  let house: Poolhouse
  let server: Listening
  const get = (path: string) => exchange(server.port, requestText('GET', path))

  beforeAll(async () => {
    house = await open()
    server = await listen({ fetch: house.fetch, host: '127.0.0.1', port: 0 })
  })
  afterEach(async () => expect((await get('/health/ready'))?.status).toBe(200))
  afterAll(() => server.close(0))

  it.each(UNKNOWN_TARGETS)('whose target has %s is for no operation', async (_name, target) => {
    const answer = await callWith(server.port, 'SignUp', '{}', { 'x-amz-target': target })
    expect(answer?.status).toBe(400)
    expect(answer?.body).toBe('{"__type":"UnknownOperationException"}')
  })

  it('with two targets is for no operation', async () => {
    const head = requestText('POST', '/', { ...callHeaders('SignUp'), 'content-length': 2 })
    const both = head.replace('\r\n', `\r\nx-amz-target: ${API}.SignUp\r\n`)
    const answer = await exchange(server.port, both, '{}')
    expect(answer?.body).toBe('{"__type":"UnknownOperationException"}')
  })

  it.each(['text/plain', 'application/json', 'multipart/form-data; boundary=x', 'x', ''])(
    'of content type %j is read by its target',
    async (type) => {
      const answer = await callWith(server.port, 'SignUp', '{}', { 'content-type': type })
      expect(answer?.body).toContain('InvalidParameterException')
    },
  )

  it.each(['', 'Action=', 'Action=__proto__', 'Action=%00', '%', 'Action=AssumeRole&Action=x'])(
    'with the form %j is refused in XML',
    async (form) => {
      const type = { 'content-type': 'application/x-www-form-urlencoded' }
      const head = requestText('POST', '/', { ...type, 'content-length': form.length })
      const answer = await exchange(server.port, head, form)
      expect(answer?.status).toBe(400)
      expect(answer?.body).toMatch(/^<ErrorResponse .*<\/ErrorResponse>$/)
    },
  )

  it.each(['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND'])(
    'by %s has nothing to find at /',
    async (method) => {
      expect((await exchange(server.port, requestText(method, '/')))?.status).toBe(404)
    },
  )

  it.each(['/', '/health/live', '/inbox.json', '/nothing'])(
    'by HEAD for %s has an answer without a body',
    async (path) => {
      const answer = await exchange(server.port, requestText('HEAD', path))
      expect([200, 404]).toContain(answer?.status)
      expect(answer?.body).toBe('')
    },
  )

  it('by CONNECT is hung up on', async () => {
    const request = 'CONNECT evil.example:443 HTTP/1.1\r\nhost: evil.example\r\n\r\n'
    expect(await exchange(server.port, request)).toBeUndefined()
  })

  it.each(BROKEN_REQUESTS)('with %s is a bad request', async (_name, request) => {
    expect((await exchange(server.port, request))?.status).toBe(400)
  })

  it.each(ODD_HOSTS)('to the host %j is refused', async (host) => {
    const answer = await exchange(server.port, requestText('GET', '/health/live', { host }))
    expect([400, 403]).toContain(answer?.status)
  })

  it('for a very long path finds nothing', async () => {
    expect((await get(`/${'x'.repeat(12_000)}`))?.status).toBe(404)
    expect((await get('/a'.repeat(6_000)))?.status).toBe(404)
    expect((await get(`/${'x'.repeat(8_000)}/.well-known/jwks.json`))?.status).toBe(404)
  })

  it.each(ODD_PATHS)('for %j finds nothing', async (path) => {
    expect([400, 404]).toContain((await get(path))?.status)
  })

  it('for the keys of a pool finds them', async () => {
    const { poolId } = await makePool(house)
    expect((await get(`/${poolId}/.well-known/jwks.json`))?.body).toContain('"kty":"RSA"')
  })

  it.each(ODD_POOL_IDS)('for the keys of the pool %j finds none', async (id) => {
    expect([400, 404]).toContain((await get(`/${id}/.well-known/jwks.json`))?.status)
    expect([400, 404]).toContain((await get(`/${id}/.well-known/openid-configuration`))?.status)
  })
})
