import { beforeAll, describe, expect, it } from 'vitest'
import type { Poolhouse } from '../../src/index.ts'
import { makePool, PASSWORD, type TestPool } from '../support/people.ts'
import { sdkFor } from '../support/sdk.ts'
import { onEachStore } from '../support/stores.ts'

const FOREIGN_ORIGINS = [
  ...['https://evil.example', 'http://evil.example:7665', 'null', '', '*', 'evil.example'],
  ...['http://localhost.evil.example', 'http://LOCALHOST.EVIL.EXAMPLE', 'http://localhost.'],
  ...['http://127.0.0.1.nip.io', 'http://127.0.0.1.evil.example'],
  ...['http://localhost@evil.example', 'http://localhost:7665@evil.example'],
  ...[
    'http://evil.example#localhost',
    'http://evil.example/localhost',
    'http://evil.example\\localhost',
  ],
  ...['http://[::1].evil.example', 'http://[::]', 'http://0.0.0.0', 'http://0', 'http://128.0.0.1'],
  ...[
    'http://[::ffff:127.0.0.1]',
    'http://[::ffff:8.8.8.8]',
    'http://[fe80::1]',
    'http://10.0.0.1',
  ],
  ...['http://localhost, https://evil.example', 'https://evil.example, http://localhost'],
  ...[
    'file://',
    'file:///etc/passwd',
    'about:blank',
    'data:,',
    'http://',
    'http://localhost:99999',
  ],
  ...[
    'chrome-extension://fdjamakpfbbddfjaooikfcpapjohcfmg',
    'javascript://localhost%0Aalert(1)//@x',
  ],
  ...['http://local-host', 'http://localhost-evil.example', 'http://xlocalhost'],
]

const HOME = [
  ...['http://localhost', 'https://localhost', 'http://localhost:3000', 'HTTP://LOCALHOST:5173'],
  ...['http://127.0.0.1', 'http://127.0.0.1:8080', 'http://127.8.9.10', 'http://[::1]:3000'],
  ...['capacitor://localhost'],
]

const FOREIGN_HOSTS = [
  ...['evil.example', 'evil.example:7665', 'localhost.evil.example', '127.0.0.1.nip.io:7665'],
  ...['localhost.', '[::]', '0.0.0.0:7665', '[::ffff:127.0.0.1]', '169.254.169.254'],
  ...['localhost@evil.example', 'localhost:7665@evil.example', 'localhost, evil.example', '.', '*'],
  ...['evil.example@localhost', 'localhost/evil', 'localhost?', 'localhost#evil.example', 'a b'],
]

onEachStore('development mode', (open) => {
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
  })
  const send = async (
    { method = 'POST', path = '/', at = house, operation = 'CreateUserPool' } = {},
    headers: Record<string, string> = {},
  ) => {
    const body = {
      CreateUserPool: { PoolName: 'foreign' },
      SignUp: { ClientId: pool.clientId, Username: 'foreigner', Password: PASSWORD },
    }[operation]
    const response = await at.fetch(
      new Request(new URL(path, at.publicUrl), {
        method,
        headers: {
          authorization:
            'AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/cognito-idp/aws4_request',
          'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
          ...headers,
        },
        ...(method === 'POST' && { body: JSON.stringify(body) }),
      }),
    )
    return { status: response.status, text: await response.text() }
  }
  /** Every door: administration, what is public, the inbox, a preflight, what is nowhere. */
  const doors = [
    {},
    { operation: 'SignUp' },
    { method: 'GET', path: '/inbox.json' },
    { method: 'GET', path: '/inbox' },
    { method: 'OPTIONS' },
    { method: 'GET', path: '/health/ready' },
    { method: 'GET', path: '/nowhere' },
  ]
  const statuses = async (headers: Record<string, string>, at = house) => {
    const answers = []
    for (const door of doors) answers.push((await send({ ...door, at }, headers)).status)
    return answers
  }
  const countPools = async () =>
    (await sdkFor(house).listUserPools({ MaxResults: 60 })).UserPools?.length

  it.each(FOREIGN_ORIGINS)('lets no page of %j in, at any door', async (origin) => {
    expect(new Set(await statuses({ origin }))).toEqual(new Set([403]))
  })

  it.each(FOREIGN_HOSTS)('is not reached under the host %j, at any door', async (host) => {
    expect(new Set(await statuses({ host }))).toEqual(new Set([403]))
    expect(new Set(await statuses({ host, origin: 'http://localhost:3000' }))).toEqual(
      new Set([403]),
    )
  })

  it.each(['x-forwarded-host', 'forwarded'])(
    'is not reached through a proxy whose %s names another',
    async (name) => {
      const value = (hosts: string) =>
        name === 'forwarded' ? hosts.replace(/[^ ,]+/g, 'for=192.0.2.1;host="$&"') : hosts
      const others = ['evil.example', 'localhost, evil.example', 'evil.example:443, localhost']
      for (const host of others) {
        expect(new Set(await statuses({ [name]: value(host) }))).toEqual(new Set([403]))
      }
      const header = { [name]: value('localhost:5173') }
      expect((await send({ method: 'GET', path: '/inbox.json' }, header)).status).toBe(200)
    },
  )

  it('does nothing and tells nothing to those it refuses', async () => {
    const before = await countPools()
    const origin = 'https://evil.example'
    const { text } = await send({}, { origin })
    expect(JSON.parse(text)).toEqual({
      __type: 'AccessDeniedException',
      message: expect.stringContaining('the origin https://evil.example is not it'),
    })
    await send({ operation: 'SignUp' }, { origin })
    expect(await countPools()).toBe(before)
    expect((await send({ operation: 'SignUp' })).text).toContain('UserSub')
    expect((await send({ method: 'GET', path: '/inbox.json' }, { origin })).text).toBe(text)
  })

  it.each(HOME)('lets pages of %s in', async (origin) => {
    expect((await send({ method: 'GET', path: '/inbox.json' }, { origin })).status).toBe(200)
    expect((await send({ method: 'OPTIONS' }, { origin })).status).toBe(200)
    expect((await send({}, { origin })).status).toBe(200)
  })

  it.each(['localhost', 'LOCALHOST:1', '127.0.0.1:65535', '[::1]:7665', '127.1.2.3'])(
    'is reached under the host %s',
    async (host) => {
      expect((await send({}, { host })).status).toBe(200)
    },
  )

  it('is not reached by an address of another host, whatever its headers say', async () => {
    for (const address of ['http://evil.example/', 'http://localhost.evil.example/inbox.json']) {
      const response = await house.fetch(new Request(address, { headers: { host: 'localhost' } }))
      expect(response.status).toBe(403)
    }
  })

  it('asks administrators for an Authorization header all the same', async () => {
    const { status, text } = await send({}, { authorization: '' })
    expect(status).toBe(400)
    expect(text).toContain('MissingAuthenticationTokenException')
  })

  describe('with insecure hosts allowed', () => {
    let container: Poolhouse
    beforeAll(async () => {
      container = await open({ allowInsecureHosts: ['poolhouse', 'host.docker.internal'] })
    })
    const inbox = (headers: Record<string, string>) =>
      send({ method: 'GET', path: '/inbox.json', at: container }, headers)

    it('is reached under those, and by pages of those', async () => {
      for (const name of ['poolhouse', 'POOLHOUSE:7665', 'host.docker.internal', 'localhost']) {
        expect((await inbox({ host: name })).status).toBe(200)
        expect((await inbox({ origin: `http://${name}` })).status).toBe(200)
      }
    })

    it('is not reached under any other', async () => {
      const others = ['poolhouse.evil.example', 'evil.poolhouse', 'poolhouse.', 'docker.internal']
      for (const name of [...others, 'evil.example', 'poolhouse, evil.example']) {
        expect((await inbox({ host: name })).status).toBe(403)
        expect((await inbox({ origin: `http://${name}` })).status).toBe(403)
      }
      expect((await inbox({ origin: 'null' })).status).toBe(403)
    })
  })
})
