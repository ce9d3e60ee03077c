import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openPoolhouse, type Poolhouse } from '../../src/index.ts'
import { DEVELOPER, makeIdentityPool } from '../support/identities.ts'
import { makePool } from '../support/people.ts'
import { lookInto } from '../support/raw-store.ts'
import { identitySdkFor, sdkFor } from '../support/sdk.ts'
import { injectedKeys, TEST_MASTER_KEY, useDatabase } from '../support/stores.ts'
import { call } from '../support/wire.ts'
import { startLogged } from './logged-server.ts'
import { refusalOf } from './refusal.ts'
import { findIn, live, PASSWORD, type Secrets } from './secrets.ts'

const ADMIN_SECRET = 'the-secret-of-an-administrator-42'

/** Leaves behind what an identity pool keeps: an app with its secret, a key, somebody with a token. */
async function liveInIdentityPool(house: Poolhouse): Promise<Secrets> {
  const secret = 'the-secret-of-a-consumer-43'
  const SupportedLoginProviders = { 'api.twitter.com': `consumer;${secret}` }
  const IdentityPoolId = await makeIdentityPool(house, [], { SupportedLoginProviders })
  const { Token = '' } = await identitySdkFor(house).getOpenIdTokenForDeveloperIdentity({
    IdentityPoolId,
    Logins: { [DEVELOPER]: 'kim' },
  })
  return { 'the secret of a login provider': secret, 'an OpenID token': Token }
}

describe.each(['sqlite', 'postgres'] as const)('on %s, nothing secret', (store) => {
  const database = store === 'postgres' ? useDatabase() : undefined
  const folder = mkdtempSync(join(tmpdir(), 'poolhouse-secrets-'))
  const place = () => (database ? { postgres: database() } : { sqlite: folder })
  let house: Poolhouse
  let secrets: Secrets
  beforeAll(async () => {
    chmodSync(folder, 0o755)
    house = await openPoolhouse({
      store: place(),
      masterKey: TEST_MASTER_KEY,
      keyStock: injectedKeys(),
      isStrict: true,
    })
    const pool = await makePool(house)
    secrets = await live(house, pool, async (name) => (await house.inbox.last(name))?.code ?? '')
    const pems = inject('keyPairs').map(({ privateKey }) => privateKey.split('\n')[2] ?? '')
    for (const [index, pem] of pems.entries()) secrets[`private key ${index}`] = pem
    secrets['any private key'] = 'PRIVATE KEY'
    Object.assign(secrets, await liveInIdentityPool(house))
  })
  afterAll(async () => {
    await house.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('is there to be found, so that what follows proves something', () => {
    for (const [name, secret] of Object.entries(secrets))
      expect([name, secret]).not.toEqual([name, ''])
    const names = Object.keys(secrets)
    expect(findIn(JSON.stringify(Object.values(secrets)), secrets)).toEqual(names)
  })

  it('is in any table, but for the codes in the development inbox', async () => {
    await lookInto(place(), async (raw) => {
      const tables = Object.entries(await raw.everything())
      expect(tables.length).toBeGreaterThan(10)
      for (const [table, rows] of tables) {
        const isInbox = table === 'inbox_messages'
        const expected = isInbox ? ['the first code', 'the code', 'a code that waits'] : []
        expect([table, findIn(JSON.stringify(rows), secrets)]).toEqual([table, expected])
      }
    })
  })

  if (store === 'sqlite') {
    it('is in any file, what was deleted included', () => {
      const others = Object.fromEntries(
        Object.entries(secrets).filter(([name]) => !name.includes(' code')),
      )
      const names = readdirSync(folder)
      expect(names).toContain('poolhouse.db-wal')
      for (const name of names) {
        const bytes = readFileSync(join(folder, name))
        expect([name, findIn(bytes.toString('latin1'), others)]).toEqual([name, []])
        expect(bytes.includes(TEST_MASTER_KEY)).toBe(false)
      }
    })

    it('is readable for other users of the machine, in a folder that they may enter', () => {
      for (const name of ['poolhouse.db', 'poolhouse.db-wal', 'poolhouse.db-shm']) {
        expect([name, statSync(join(folder, name)).mode & 0o077]).toEqual([name, 0])
      }
    })
  }

  it.each([
    ['SignUp', { ClientId: 'x', Username: 'ada', Password: 'a b c d e' }],
    ['SignUp', { ClientId: 'x', Username: 'ada', SecretHash: 'a b c d e' }],
    ['SignUp', { ClientId: 'x', UserAttributes: [{ Name: '', Value: 'a b c d e' }] }],
    ['GetUser', { AccessToken: 'a b c d e' }],
    ['RevokeToken', { ClientId: 'x', Token: 'a b c d e' }],
    ['RevokeToken', { ClientId: 'x', Token: 'x', ClientSecret: 'a b c d e' }],
    ['GetTokensFromRefreshToken', { ClientId: 'x', RefreshToken: 'a b c d e' }],
    ['InitiateAuth', { AuthFlow: 'NONE', AuthParameters: { PASSWORD: 'a b c d e' } }],
    [
      'InitiateAuth',
      { AuthFlow: 'NONE', AuthParameters: { PASSWORD: 'a b c d e'.repeat(20_000) } },
    ],
    [
      'RespondToAuthChallenge',
      { ChallengeResponses: { ANSWER: 'a b c d e' }, Session: 'a b c d e' },
    ],
  ])('is told in the refusal of a %s that holds it', async (operation, input) => {
    const { status, body } = await call(house, operation, input)
    expect(status).toBe(400)
    expect(JSON.stringify(body)).not.toContain('a b c d e')
  })
})

describe('nothing secret is written to the log', () => {
  const database = useDatabase()
  const key = { POOLHOUSE_KEY: TEST_MASTER_KEY.toString('base64') }
  const run = (sql: string) =>
    lookInto({ postgres: database() }, async (raw) => {
      await raw.query(sql)
    })

  it('in development, also when the database fails', async () => {
    const server = await startLogged({ ...key, POOLHOUSE_DATABASE_URL: database() })
    const inbox = async () => (await fetch(`${server.publicUrl}/inbox.json`)).json()
    const pool = await makePool(server)
    const secrets = await live(server, pool, async () => (await inbox())[0].code)
    await run('alter table attempts rename to lost_attempts')
    const failed = await call(server, 'InitiateAuth', {
      ClientId: pool.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'ada', PASSWORD },
    })
    await run('alter table lost_attempts rename to attempts')
    expect([failed.status, failed.body]).toEqual([
      500,
      { __type: 'InternalErrorException', message: 'Internal error' },
    ])
    const output = await server.stop()
    expect(output).toContain('"operation":"ConfirmSignUp"')
    expect(output).toContain('unexpected failure')
    expect(findIn(output, { ...secrets, 'the database password': 'postgres:postgres@' })).toEqual(
      [],
    )
  })

  it('in production, the keys of administrators included', async () => {
    const server = await startLogged({
      ...key,
      POOLHOUSE_DATABASE_URL: database(),
      POOLHOUSE_MODE: 'production',
      POOLHOUSE_ACCESS_KEYS: `AKIAADMIN:${ADMIN_SECRET}`,
    })
    const admin = { accessKeyId: 'AKIAADMIN', secretAccessKey: ADMIN_SECRET }
    const mistaken = { accessKeyId: ADMIN_SECRET, secretAccessKey: 'AKIAADMIN' }
    const list = (keys: typeof admin) =>
      refusalOf(sdkFor(server, keys).listUserPools({ MaxResults: 1 }))
    expect(await list(admin)).toBe('accepted')
    expect(await list(mistaken)).toMatch(/^UnrecognizedClientException: /)
    const output = await server.stop()
    expect(output).toContain('"operation":"ListUserPools"')
    expect(
      findIn(output, { 'the administrator’s': ADMIN_SECRET, ...{ key: key.POOLHOUSE_KEY } }),
    ).toEqual([])
  })
})
