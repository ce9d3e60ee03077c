/** Calls that are aborted: they end at once, and break nothing for whoever waits for the same. */
import { beforeAll, expect, it } from 'vitest'
import { useListener, useServer } from '../../server/test/clients/serve.ts'
import { makePool, makeUser, PASSWORD, type TestPool } from '../../server/test/support/people.ts'
import { type Auth, createAuth, memoryStorage, withSignal } from '../src/index.ts'
import { Gate } from './support/gate.ts'
import { EmulatedIdentityPool } from './support/identity-pool.ts'
import { onOneStore } from './support/one-store.ts'

onOneStore('aborting', (open) => {
  const server = useServer(open)
  const gate = new Gate((request) => server().house.fetch(request))
  const url = useListener((request) => gate.fetch(request))
  let pool: TestPool
  beforeAll(async () => {
    // Rotation without grace: whoever lost the answer to a refresh would have lost the session.
    const rotation = { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 } as const
    const ExplicitAuthFlows = ['ALLOW_USER_SRP_AUTH' as const]
    pool = await makePool(server().house, {}, { RefreshTokenRotation: rotation, ExplicitAuthFlows })
    await makeUser(server().house, pool, 'ada')
  })
  const ada = { username: 'ada', password: PASSWORD }
  const aborted = { name: 'AbortError' }

  const identities = new EmulatedIdentityPool()
  function begin() {
    const Cognito = {
      userPoolId: pool.poolId,
      userPoolClientId: pool.clientId,
      userPoolEndpoint: url(),
      identityPoolId: 'us-east-1:pool',
      identityPoolEndpoint: 'https://identities.example/',
    }
    const auth = createAuth(
      { Auth: { Cognito } },
      {
        storage: memoryStorage(),
        fetch: async (input, init) =>
          String(input).startsWith('https://identities.example')
            ? await identities.fetch(new Request(input, init))
            : await fetch(input, init),
      },
    )
    const stop = new AbortController()
    return { auth, stop, mine: withSignal(auth, stop.signal) }
  }
  const tokenOf = async (auth: Auth, forceRefresh: boolean) =>
    (await auth.fetchAuthSession({ forceRefresh })).tokens?.accessToken.toString()

  it.each(['InitiateAuth', 'RespondToAuthChallenge'])(
    'a sign-in at %s: nobody is signed in, and signing in goes on working',
    async (operation) => {
      const { auth, stop, mine } = begin()
      const hold = gate.hold(operation)
      const signedIn = expect(mine.signIn(ada)).rejects.toMatchObject(aborted)
      await hold.reached
      stop.abort()
      await signedIn
      hold.release()
      expect(await auth.fetchAuthSession()).toEqual({})
      expect((await auth.signIn(ada)).isSignedIn).toBe(true)
    },
  )

  it('either of two signals, and by a method that was taken out', async () => {
    const { stop, mine } = begin()
    const other = new AbortController()
    const { signIn } = withSignal(mine, other.signal)
    stop.abort()
    await expect(signIn(ada)).rejects.toMatchObject(aborted)
  })

  it('a refresh: it ends for others who wait, and its tokens are kept', async () => {
    const { auth, stop, mine } = begin()
    await auth.signIn(ada)
    const before = await tokenOf(auth, false)
    const hold = gate.hold('GetTokensFromRefreshToken', 'after')
    const given = expect(tokenOf(mine, true)).rejects.toMatchObject(aborted)
    const waited = tokenOf(auth, true)
    await hold.reached
    stop.abort()
    await given
    hold.release()
    const after = await waited
    expect(after).toBeDefined()
    expect(after).not.toBe(before)
    expect(await tokenOf(auth, false)).toBe(after)
    expect(await tokenOf(auth, true)).toBeDefined()
  })

  it('waiting for a refresh that another began', async () => {
    const { auth, stop, mine } = begin()
    await auth.signIn(ada)
    const hold = gate.hold('GetTokensFromRefreshToken', 'after')
    const waited = tokenOf(auth, true)
    await hold.reached
    const given = expect(tokenOf(mine, true)).rejects.toMatchObject(aborted)
    stop.abort()
    await given
    hold.release()
    expect(await waited).toBeDefined()
  })

  it('asking for AWS credentials: others who wait get them', async () => {
    const { auth, stop, mine } = begin()
    await auth.signIn(ada)
    identities.take()
    const reached = Promise.withResolvers<void>()
    const released = Promise.withResolvers<void>()
    identities.beforeAnswer = async () => {
      reached.resolve()
      await released.promise
    }
    const given = expect(mine.fetchAuthSession()).rejects.toMatchObject(aborted)
    await reached.promise
    const waited = auth.fetchAuthSession()
    stop.abort()
    await given
    released.resolve()
    expect((await waited).credentials).toBeDefined()
    expect((await auth.fetchAuthSession()).credentials).toBeDefined()
    expect(identities.take()).toEqual(['GetId', 'GetCredentialsForIdentity'])
  })
})
