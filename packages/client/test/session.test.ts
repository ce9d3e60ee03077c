import { beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { useServer } from '../../server/test/clients/serve.ts'
import { makePool, makeUser, PASSWORD, type TestPool } from '../../server/test/support/people.ts'
import { onEachStore } from '../../server/test/support/stores.ts'
import { createAuth, createCore, fetchAuthSession, memoryStorage, signIn } from '../src/index.ts'
import { unsignedJwt } from './support/device-provider.ts'
import { inProcess } from './support/in-process.ts'

const MINUTE_MS = 60_000

/** What others may have written where records of ours are looked for: cut off, older, newer, another's. */
const set = { provider: 'AWSCognitoIDP', accessToken: 'a.b.c', expiresAt: 9e15, clockDrift: 0 }
const FOREIGN = [
  '{"accessToken":',
  'null',
  '',
  '5',
  '"text"',
  '[null]',
  '{"ada":null}',
  '{"ada":{"deviceKey":1}}',
  ...[
    { ...set, accessToken: 5 },
    { ...set, accessToken: 'opaque' },
    { ...set, provider: 'Google', accessToken: 'opaque' },
    { ...set, accessToken: unsignedJwt({}), idToken: 'opaque' },
    { ...set, accessToken: unsignedJwt({}), expiresAt: null },
    { until: 9e15, username: 'ada' },
    { until: 9e15, username: 'ada', signInDetails: {}, answer: null },
    { until: 9e15, username: 'ada', signInDetails: {}, answer: { ChallengeName: '__proto__' } },
  ].map((record) => JSON.stringify(record)),
]

onEachStore('a session', (open) => {
  const server = useServer(open)
  let pool: TestPool
  beforeAll(async () => {
    pool = await makePool(server().house)
    await makeUser(server().house, pool, 'ada')
  })
  const cognito = () => ({
    userPoolId: pool.poolId,
    userPoolClientId: pool.clientId,
    userPoolEndpoint: server().url,
  })
  const ada = { username: 'ada', password: PASSWORD }

  it('knows when tokens end although its clock is wrong by hours', async () => {
    server().house.clock.advance('2h')
    const app = await inProcess(cognito())
    await app.call('signIn', ada)
    const first = await app.token()
    expect(await app.events()).toEqual(['signedIn'])
    server().house.clock.advance('61m')
    await app.advance(61 * MINUTE_MS)
    expect(await app.token()).not.toBe(first)
  })

  it('asks a credentials provider, with tokens and without, and clears it at once', async () => {
    const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' }
    const provider = {
      getCredentialsAndIdentityId: vi.fn(async () => ({ credentials, identityId: 'identity' })),
      clearCredentialsAndIdentityId: vi.fn(),
    }
    const auth = createAuth({ Auth: { Cognito: cognito() } }, { credentialsProvider: provider })
    expect(await auth.fetchAuthSession()).toEqual({ credentials, identityId: 'identity' })
    expect(provider.getCredentialsAndIdentityId).toHaveBeenLastCalledWith(
      expect.objectContaining({ authenticated: false }),
    )
    await auth.signIn(ada)
    const { tokens } = await auth.fetchAuthSession()
    expect(provider.getCredentialsAndIdentityId).toHaveBeenLastCalledWith(
      expect.objectContaining({ authenticated: true, tokens }),
    )
    expect(provider.clearCredentialsAndIdentityId).not.toHaveBeenCalled()
    await auth.signOut()
    expect(provider.clearCredentialsAndIdentityId).toHaveBeenCalledOnce()
  })

  it('is of one person, whoever signs out and in while it is put together', async () => {
    const bob = { username: 'bob', password: PASSWORD }
    await makeUser(server().house, pool, 'bob')
    const changes = [bob]
    const auth = createAuth(
      { Auth: { Cognito: cognito() } },
      {
        credentialsProvider: {
          async getCredentialsAndIdentityId({ tokens }) {
            const identityId = String(tokens?.accessToken.payload.sub)
            const next = changes.shift()
            if (next) {
              await auth.signOut()
              await auth.signIn(next)
            }
            return { credentials: { accessKeyId: 'id', secretAccessKey: 'secret' }, identityId }
          },
          clearCredentialsAndIdentityId() {},
        },
      },
    )
    await auth.signIn(ada)
    const { userSub, identityId, tokens } = await auth.fetchAuthSession()
    expect(tokens?.idToken?.payload['cognito:username']).toBe('bob')
    expect(identityId).toBe(userSub)
    changes.push(ada, bob, ada)
    await expect(auth.fetchAuthSession()).rejects.toMatchObject({ name: 'CredentialsUnavailable' })
    expect((await auth.getCurrentUser()).username).toBe('ada')
  })

  it('without a refresh token lasts until its tokens end, whatever is forced', async () => {
    const app = createAuth({ Auth: { Cognito: cognito() } }, { storage: memoryStorage() })
    await app.signIn(ada)
    const key = `poolhouse.${pool.clientId}.tokens.AWSCognitoIDP`
    const { refreshToken: _, ...others } = JSON.parse(String(await app.storage.getItem(key)))
    await app.storage.setItem(key, JSON.stringify(others))
    await expect(app.fetchAuthSession({ forceRefresh: true })).rejects.toMatchObject({
      name: 'TokenRefreshException',
    })
    expect((await app.getCurrentUser()).username).toBe('ada')
    const now = Date.now()
    vi.spyOn(Date, 'now').mockImplementation(() => now + 61 * MINUTE_MS)
    onTestFinished(() => void vi.restoreAllMocks())
    expect(await app.fetchAuthSession()).toEqual({})
  })

  it('is of one instance: two on a server know nothing of each other', async () => {
    const [mine, yours] = [1, 2].map(() => createAuth({ Auth: { Cognito: cognito() } }))
    await mine?.signIn(ada)
    expect(await yours?.fetchAuthSession()).toEqual({})
  })

  it('is the same through single functions as through an instance', async () => {
    const storage = memoryStorage()
    const resources = { Auth: { Cognito: cognito() } }
    const core = createCore(resources, { storage })
    await signIn(core, ada)
    const { userSub } = await createAuth(resources, { storage }).fetchAuthSession()
    expect(userSub).toBe((await fetchAuthSession(core)).userSub)
  })

  it.each([{}, { iat: 1 }, { iat: 'soon', exp: 2 }, { iat: 1, exp: 'late' }])(
    'is none with a token whose times are %j',
    async (times) => {
      const AuthenticationResult = { AccessToken: unsignedJwt(times as object) }
      const fetch = async () => Response.json({ AuthenticationResult })
      const auth = createAuth({ Auth: { Cognito: cognito() } }, { fetch })
      await expect(auth.signIn(ada)).rejects.toMatchObject({ name: 'InvalidTokens' })
      expect(await auth.fetchAuthSession()).toEqual({})
    },
  )

  it('cut off or foreign, signs nobody in', async () => {
    const storage = memoryStorage()
    const auth = createAuth({ Auth: { Cognito: cognito() } }, { storage })
    for (const text of FOREIGN) {
      for (const name of ['tokens.AWSCognitoIDP', 'sign-in', 'devices']) {
        await storage.setItem(`poolhouse.${pool.clientId}.${name}`, text)
      }
      expect(await auth.fetchAuthSession()).toEqual({})
      expect(await auth.resumeSignIn()).toBeUndefined()
      const none = { name: 'SignInException' }
      await expect(auth.confirmSignIn({ challengeResponse: '1' })).rejects.toMatchObject(none)
      expect((await auth.signIn(ada)).isSignedIn).toBe(true)
      await auth.signOut()
    }
  })
})
