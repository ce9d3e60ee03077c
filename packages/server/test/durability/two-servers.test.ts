import { beforeAll, describe, expect, it } from 'vitest'
import { makePool, makeUser, PASSWORD, signIn, type TestPool } from '../support/people.ts'
import { lookInto } from '../support/raw-store.ts'
import { sdkFor } from '../support/sdk.ts'
import { type ServerProcess, useServers } from '../support/server-process.ts'
import { challenge, prove, respond } from '../support/srp-client.ts'
import { useDatabase } from '../support/stores.ts'
import { call } from '../support/wire.ts'

const ROUNDS = 20
const SLOW_START_MS = 60_000

describe('two servers on one PostgreSQL', () => {
  const database = useDatabase()
  const servers = useServers()
  let one: ServerProcess
  let other: ServerProcess
  let pool: TestPool

  beforeAll(async () => {
    const start = () => servers.start({ store: { postgres: database() } })
    const both = await Promise.all([start(), start()])
    one = both[0]
    other = both[1]
    pool = await makePool(one)
  }, SLOW_START_MS)

  const signUp = (server: ServerProcess, Username: string) =>
    call(server, 'SignUp', {
      ClientId: pool.clientId,
      Username,
      Password: PASSWORD,
      UserAttributes: [{ Name: 'email', Value: `${Username}@example.com` }],
    })
  const confirm = (server: ServerProcess, Username: string, ConfirmationCode: string) =>
    call(server, 'ConfirmSignUp', { ClientId: pool.clientId, Username, ConfirmationCode })
  const refresh = (server: ServerProcess, RefreshToken: string) =>
    call(server, 'GetTokensFromRefreshToken', { ClientId: pool.clientId, RefreshToken })

  it('carry one conversation from one to the other', async () => {
    expect(await signUp(one, 'ada')).toMatchObject({ status: 200 })
    const message = await other.inbox.last('ada')
    expect(await confirm(other, 'ada', message?.code ?? '')).toMatchObject({ status: 200 })
    const { AccessToken, RefreshToken } = await signIn(one, pool, 'ada')
    expect(await sdkFor(other).getUser({ AccessToken })).toMatchObject({ Username: 'ada' })
    expect(await refresh(other, RefreshToken)).toMatchObject({ status: 200 })
  })

  it("answer each other's challenges, each answer once", async () => {
    await makeUser(one, pool, 'mary')
    const asked = await challenge(one, pool, 'mary')
    const proof = prove(asked, { poolId: pool.poolId, password: PASSWORD })
    const answers = await Promise.allSettled([
      respond(one, pool, proof),
      respond(other, pool, proof),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('publish the same keys', async () => {
    const path = `/${pool.poolId}/.well-known/jwks.json`
    const [ofOne, ofOther] = await Promise.all(
      [one, other].map(async ({ publicUrl }) => await (await fetch(publicUrl + path)).text()),
    )
    expect(ofOne).toContain('"kid"')
    expect(ofOther).toBe(ofOne)
  })

  it('end a session on both at once', async () => {
    await makeUser(one, pool, 'grace')
    for (const end of ['RevokeToken', 'GlobalSignOut']) {
      const { AccessToken, RefreshToken } = await signIn(one, pool, 'grace')
      expect(await refresh(other, RefreshToken)).toMatchObject({ status: 200 })
      const input =
        end === 'RevokeToken' ? { ClientId: pool.clientId, Token: RefreshToken } : { AccessToken }
      expect(await call(one, end, input)).toMatchObject({ status: 200 })
      expect(await refresh(other, RefreshToken)).toMatchObject({ status: 400 })
      expect(await call(other, 'GetUser', { AccessToken })).toMatchObject({ status: 400 })
    }
  })

  it('count wrong passwords together', async () => {
    await makeUser(one, pool, 'joan')
    for (const server of [one, other, one, other, one]) {
      await expect(signIn(server, pool, 'joan', 'Wrong-Every-Day-1')).rejects.toThrow('Incorrect')
    }
    await expect(signIn(other, pool, 'joan')).rejects.toThrow('Password attempts exceeded')
  })

  it('give a user name to exactly one who asks', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const name = `name-${round}`
      const answers = await Promise.all([signUp(one, name), signUp(other, name)])
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
      const loser = answers.find(({ status }) => status === 400)
      expect(loser?.body.__type).toBe('UsernameExistsException')
    }
  })

  it('take a code exactly once', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const name = `code-${round}`
      await signUp(one, name)
      const code = (await one.inbox.last(name))?.code ?? ''
      const answers = await Promise.all([confirm(one, name, code), confirm(other, name, code)])
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
    }
  })

  it('forget a deleted pool at once', async () => {
    const gone = await makePool(one)
    const find = () => call(other, 'DescribeUserPool', { UserPoolId: gone.poolId })
    expect(await find()).toMatchObject({ status: 200 })
    await sdkFor(one).deleteUserPool({ UserPoolId: gone.poolId })
    expect(await find()).toMatchObject({ body: { __type: 'ResourceNotFoundException' } })
  })
})

describe('four servers that start at once on an empty PostgreSQL', () => {
  const database = useDatabase()
  const servers = useServers()

  it(
    'make the schema and the demo pool once, and are all ready',
    async () => {
      const store = { postgres: database() }
      const start = () => servers.start({ store, flags: ['--demo'] })
      const started = await Promise.all([start(), start(), start(), start()])
      for (const server of started) {
        const response = await fetch(`${server.publicUrl}/health/ready`)
        expect(response.status).toBe(200)
        expect(server.output()).not.toContain('"level":50')
      }
      await lookInto(store, async (raw) => {
        const ids = await raw.query('select id from poolhouse_migrations order by id')
        expect(ids.map(({ id }) => id)).toEqual(ids.map((_, index) => index + 1))
        expect(await raw.query('select id from pools')).toHaveLength(1)
        expect(await raw.query('select id from clients')).toHaveLength(1)
      })
    },
    SLOW_START_MS,
  )
})
