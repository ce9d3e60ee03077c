import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Listening, listen, type Poolhouse } from '../../src/index.ts'
import { sdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'
import { sendRaw } from './raw-http.ts'

const CREATE = JSON.stringify({ PoolName: 'foreign' })

onEachStore('development mode behind a socket', (open) => {
  let house: Poolhouse
  let server: Listening
  let pools: number | undefined
  beforeAll(async () => {
    house = await open()
    server = await listen({ fetch: house.fetch, host: '127.0.0.1', port: 0 })
    pools = await countPools()
  })
  afterAll(() => server.close(0))
  const countPools = async () =>
    (await sdkFor(house).listUserPools({ MaxResults: 60 })).UserPools?.length

  /** A request to make a pool, from its first line on. */
  const create = (line: string, ...headers: string[]) =>
    sendRaw(
      server.port,
      [
        line,
        ...headers,
        'Connection: close',
        'Authorization: AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/cognito-idp/aws4_request',
        'X-Amz-Target: AWSCognitoIdentityProviderService.CreateUserPool',
        `Content-Length: ${CREATE.length}`,
        '',
        CREATE,
      ].join('\r\n'),
    )
  const get = (path: string, ...headers: string[]) =>
    sendRaw(
      server.port,
      [`GET ${path} HTTP/1.1`, ...headers, 'Connection: close', '', ''].join('\r\n'),
    )
  const local = () => `Host: localhost:${server.port}`

  it('is reached from this machine', async () => {
    const { status } = await create('POST / HTTP/1.1', local(), 'Origin: http://localhost:3000')
    expect(status).toBe(200)
    expect((await get('/inbox.json', local())).status).toBe(200)
    expect(await countPools()).toBe((pools ?? 0) + 1)
    pools = await countPools()
  })

  it.each([
    ['of evil.example', ['Host: evil.example']],
    ['of evil.example with our port', ['Host: evil.example:7665']],
    ['of a name that begins like ours', ['Host: localhost.evil.example']],
    ['of an address made a name', ['Host: 127.0.0.1.nip.io']],
    ['with a dot at its end', ['Host: localhost.']],
    ['of all addresses', ['Host: 0.0.0.0']],
    ['of a mapped address', ['Host: [::ffff:7f00:1]']],
    ['with a user', ['Host: localhost@evil.example']],
    ['with our name as user', ['Host: evil.example@localhost']],
    ['with our name and a port as user', ['Host: localhost:7665@evil.example']],
    ['with a path', ['Host: localhost/.evil.example']],
    ['with a fragment', ['Host: localhost#.evil.example']],
    ['with a question', ['Host: localhost?.evil.example']],
    ['with a blank', ['Host: localhost evil.example']],
    ['with a tab', ['Host: localhost\tevil.example']],
    ['of two names', ['Host: localhost, evil.example']],
    ['twice, ours first', ['Host: localhost', 'Host: evil.example']],
    ['twice, ours last', ['Host: evil.example', 'Host: localhost']],
    ['folded over two lines', ['Host: localhost', ' evil.example']],
    ['left empty', ['Host:']],
    ['not given', []],
    ['of evil.example for a page of ours', ['Host: evil.example', 'Origin: http://localhost']],
    ['of ours, forwarded for another', ['Host: localhost', 'X-Forwarded-Host: evil.example']],
  ])('is not reached by a Host %s', async (_, headers) => {
    expect([400, 403]).toContain((await create('POST / HTTP/1.1', ...headers)).status)
    const { status, text } = await get('/inbox.json', ...headers)
    expect([400, 403]).toContain(status)
    expect(text).not.toContain('[]')
    expect(await countPools()).toBe(pools)
  })

  it.each([
    'https://evil.example',
    'null',
    'http://localhost.evil.example',
    'http://127.0.0.1.nip.io',
    'http://localhost@evil.example',
    'http://localhost.',
    'http://localhost, https://evil.example',
    'HTTP://EVIL.EXAMPLE',
    'http://\xc4\xb1ocalhost',
    '',
  ])('is not reached by a page of %j', async (origin) => {
    const header = `Origin: ${origin}`
    expect((await create('POST / HTTP/1.1', local(), header)).status).toBe(403)
    expect((await get('/inbox.json', local(), header)).status).toBe(403)
    const preflight = ['OPTIONS / HTTP/1.1', local(), header, 'Connection: close', '', '']
    expect((await sendRaw(server.port, preflight.join('\r\n'))).status).toBe(403)
    expect(await countPools()).toBe(pools)
  })

  it('is not reached by two Origins, one of them ours', async () => {
    const [ours, other] = ['Origin: http://localhost', 'Origin: https://evil.example']
    for (const headers of [
      [ours, other],
      [other, ours],
    ]) {
      expect((await create('POST / HTTP/1.1', local(), ...headers)).status).toBe(403)
    }
    expect(await countPools()).toBe(pools)
  })

  it.each([
    'POST http://evil.example/ HTTP/1.1',
    'POST http://localhost.evil.example/ HTTP/1.1',
    'POST http://localhost@evil.example/ HTTP/1.1',
    'POST http://localhost:7665@evil.example/ HTTP/1.1',
    'POST https://evil.example:443/ HTTP/1.1',
    'POST @evil.example/ HTTP/1.1',
    'POST .evil.example/ HTTP/1.1',
    'POST :7665@evil.example/ HTTP/1.1',
    'POST \\\\evil.example/ HTTP/1.1',
    'POST http:// HTTP/1.1',
    'POST http://[ HTTP/1.1',
    'POST ftp://localhost/ HTTP/1.1',
    'POST * HTTP/1.1',
  ])('makes no pool for the request line %s', async (line) => {
    const { status } = await create(line, local())
    expect([400, 403, 404]).toContain(status)
    expect(await countPools()).toBe(pools)
  })

  it('asks a request line of ours for its Host all the same', async () => {
    const line = `POST http://localhost:${server.port}/ HTTP/1.1`
    expect((await create(line, 'Host: evil.example')).status).toBe(403)
    expect([400, 403]).toContain((await create('POST / HTTP/1.0')).status)
    expect(await countPools()).toBe(pools)
  })

  it.each(['localhost', 'LOCALHOST', '127.0.0.1', '[::1]', 'localhost:1', '127.0.0.2:80'])(
    'is reached by the Host %s',
    async (host) => {
      expect((await get('/inbox.json', `Host: ${host}`)).status).toBe(200)
    },
  )

  it.each([
    '/%00/.well-known/jwks.json',
    '/%00/.well-known/openid-configuration',
    '/us-east-1_%00/.well-known/jwks.json',
    '/%ff/.well-known/jwks.json',
    '/%ed%a0%80/.well-known/jwks.json',
    '/%/.well-known/jwks.json',
    '/..%2f..%2f/.well-known/jwks.json',
    '/inbox.json%00',
    '/%2e%2e/%2e%2e/etc/passwd',
  ])('answers the odd path %s like any other that is not there', async (path) => {
    expect([400, 404]).toContain((await get(path, local())).status)
  })

  it.each(['%00', '%ff', '%ed%a0%80', '%', "' or '1'='1", '%27%20or%201=1--'])(
    'finds nothing in the inbox for %s',
    async (to) => {
      const { status, text } = await get(`/inbox.json?to=${to.replaceAll(' ', '%20')}`, local())
      expect([200, 400]).toContain(status)
      if (status === 200) expect(text).toContain('[]')
    },
  )
})
