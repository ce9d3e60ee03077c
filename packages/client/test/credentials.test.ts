/**
 * AWS credentials for whoever is signed in, from an emulated identity pool and a real user pool: beside what
 * `suites/credentials.ts` has, what only Node can show.
 */
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { Poolhouse } from '../../server/src/index.ts'
import { makePool, makeUser, PASSWORD, type TestPool } from '../../server/test/support/people.ts'
import {
  type AuthProvider,
  type AuthStorage,
  awsCredentials,
  classicFlow,
  createAuth,
  enhancedFlow,
  google,
  type IdentityPoolOptions,
  identityPool,
  loginWithAmazon,
  memoryStorage,
  saveTokens,
  signOutOf,
} from '../src/index.ts'
import { unsignedJwt } from './support/device-provider.ts'
import { EmulatedIdentityPool } from './support/identity-pool.ts'
import { onOneStore } from './support/one-store.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const IDENTITY_HOST = 'cognito-identity.us-east-1.amazonaws.com'

onOneStore('AWS credentials', (open) => {
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makePool(house)
    await makeUser(house, pool, 'ada')
    await makeUser(house, pool, 'bob')
  })
  let identities = new EmulatedIdentityPool()
  let isCut = false
  beforeEach(() => {
    identities = new EmulatedIdentityPool()
    isCut = false
  })
  afterEach(() => vi.restoreAllMocks())

  const ada = { username: 'ada', password: PASSWORD }
  const bob = { username: 'bob', password: PASSWORD }
  const amazon = loginWithAmazon({ clientId: 'a' })
  const googleProvider = google({ clientId: 'g', clientSecret: 's' })

  interface Opening extends IdentityPoolOptions {
    readonly storage?: AuthStorage
    readonly allowGuestAccess?: boolean
    readonly sts?: (request: Request) => Promise<Response>
  }

  function openAuth({ storage = memoryStorage(), sts, ...more }: Opening = {}) {
    const { allowGuestAccess = true, ...options } = more
    const Cognito = {
      userPoolId: pool.poolId,
      userPoolClientId: pool.clientId,
      userPoolEndpoint: house.publicUrl,
      identityPoolId: 'us-east-1:pool',
      allowGuestAccess,
    }
    const auth = createAuth(
      { Auth: { Cognito } },
      {
        storage,
        // Without options it is what createAuth has anyway.
        ...(Object.keys(options).length > 0 && { credentialsProvider: identityPool(options) }),
        fetch: async (input, init) => {
          const request = new Request(input, init)
          const { host } = new URL(request.url)
          if (isCut) throw new TypeError('the cable is out')
          if (host === IDENTITY_HOST) return await identities.fetch(request)
          if (host.startsWith('sts.') && sts) return await sts(request)
          return await house.fetch(request)
        },
      },
    )
    const kind = async (forceRefresh = false) =>
      (await auth.fetchAuthSession({ forceRefresh })).credentials?.sessionToken?.split(' ')[0]
    return { auth, kind }
  }

  /** Time that passes for the client, not for the services. */
  function advance(ms: number): void {
    const now = Date.now()
    vi.spyOn(Date, 'now').mockImplementation(() => now + ms)
  }

  /** Holds the next answer to an operation. */
  function hold(operation: string) {
    const reached = Promise.withResolvers<void>()
    const released = Promise.withResolvers<void>()
    identities.beforeAnswer = async (name) => {
      if (name !== operation) return
      identities.beforeAnswer = undefined
      reached.resolve()
      await released.promise
    }
    return { reached: reached.promise, release: released.resolve }
  }

  const signInAtAmazon = async (auth: ReturnType<typeof openAuth>['auth'], person: string) => {
    const accessToken = `Atza|${crypto.randomUUID()}`
    identities.people.set(accessToken, person)
    const expiresAt = Date.now() + HOUR_MS
    await saveTokens(auth, { provider: 'LoginWithAmazon', accessToken, expiresAt, clockDrift: 0 })
  }

  it('are none, and nothing is asked, where guests are not let in', async () => {
    const { auth } = openAuth({ allowGuestAccess: false })
    expect(await auth.fetchAuthSession()).toEqual({})
    expect(identities.take()).toEqual([])
    await expect(awsCredentials(auth)()).rejects.toMatchObject({ name: 'CredentialsUnavailable' })
  })

  it.each([false, true])('ten calls at once make one request (forced: %s)', async (force) => {
    const { auth } = openAuth()
    if (force) await auth.fetchAuthSession()
    identities.take()
    const sessions = await Promise.all(
      Array.from({ length: 10 }, () => auth.fetchAuthSession({ forceRefresh: force })),
    )
    expect(new Set(sessions.map((one) => one.credentials?.sessionToken)).size).toBe(1)
    expect(identities.take().filter((name) => name !== 'GetId')).toHaveLength(1)
    await auth.fetchAuthSession()
    expect(identities.take()).toEqual([])
  })

  it('ten tabs of a guest have one identity', async () => {
    const storage = memoryStorage()
    const tabs = Array.from({ length: 10 }, () => openAuth({ storage }).auth)
    const sessions = await Promise.all(tabs.map((auth) => auth.fetchAuthSession()))
    expect(new Set(sessions.map(({ identityId }) => identityId)).size).toBe(1)
    expect(identities.take().filter((name) => name === 'GetId')).toHaveLength(1)
  })

  it.each([2 * HOUR_MS, -2 * HOUR_MS, -57 * MINUTE_MS])(
    'are kept for their hour by a machine whose clock is %i ms behind',
    async (ms) => {
      identities.clockAheadMs = ms
      const { auth } = openAuth()
      const { credentials } = await auth.fetchAuthSession()
      const left = (credentials?.expiration?.getTime() ?? 0) - Date.now()
      expect(Math.round(left / MINUTE_MS)).toBe(60)
      identities.take()
      await auth.fetchAuthSession()
      expect(identities.take()).toEqual([])
    },
  )

  it('are asked for anew when the tokens change', async () => {
    const { auth } = openAuth()
    await auth.signIn(ada)
    const before = await auth.fetchAuthSession()
    identities.take()
    const after = await auth.fetchAuthSession({ forceRefresh: true })
    expect(after.tokens?.idToken?.toString()).not.toBe(before.tokens?.idToken?.toString())
    expect(after.credentials?.sessionToken).not.toBe(before.credentials?.sessionToken)
    expect(identities.take()).toEqual(['GetCredentialsForIdentity'])
  })

  it('sharing: clients of the AWS SDK use one provider, and forget nobody signed out', async () => {
    const { auth } = openAuth()
    await auth.signIn(ada)
    identities.take()
    const credentials = awsCredentials(auth)
    const used: string[] = []
    const clients = [1, 2].map(
      () =>
        new CognitoIdentityProvider({
          region: 'us-east-1',
          credentials,
          requestHandler: {
            handle: async ({ headers }: { headers: Record<string, string> }) => {
              used.push(headers['x-amz-security-token'] ?? '')
              const response = { statusCode: 200, headers: {}, body: undefined }
              return { response }
            },
          } as never, // a handler's other members are optional in fact
        }),
    )
    const callAll = () =>
      Promise.all(clients.map((sdk) => sdk.listUserPools({ MaxResults: 1 }).catch(() => {})))
    await callAll()
    await callAll()
    expect(used).toHaveLength(4)
    expect(new Set(used).size).toBe(1)
    expect(used[0]).toMatch(/^authenticated/)
    expect(identities.take()).toEqual(['GetId', 'GetCredentialsForIdentity'])
    await auth.signOut()
    used.length = 0
    await callAll()
    expect(used.map((token) => token.split(' ')[0])).toEqual(['guest', 'guest'])
    expect(await credentials()).toMatchObject({ identityId: expect.any(String) })
  })

  it.each(['GetId', 'GetCredentialsForIdentity'])(
    'signing out while %s is under way leaves no authenticated credentials',
    async (operation) => {
      const storage = memoryStorage()
      const { auth, kind } = openAuth({ storage })
      await auth.signIn(ada)
      const held = hold(operation)
      const session = auth.fetchAuthSession()
      await held.reached
      await auth.signOut()
      held.release()
      expect((await session).credentials?.sessionToken).toMatch(/^guest/)
      expect(await kind()).toBe('guest')
    },
  )

  it('are given up on where tokens change at every look', async () => {
    let count = 0
    const restless: AuthProvider = {
      ...amazon,
      flows: {
        refresh: async () => {
          const accessToken = `Atza|${count++}`
          identities.people.set(accessToken, 'ada')
          return { accessToken }
        },
      },
    }
    const { auth, kind } = openAuth({ providers: [restless] })
    const set = { provider: 'LoginWithAmazon', accessToken: 'old', expiresAt: 0, clockDrift: 0 }
    await saveTokens(auth, set)
    await expect(kind()).rejects.toThrow('Who is signed in kept changing.')
  })

  it('cleared while they are fetched are not kept', async () => {
    const { auth } = openAuth()
    const held = hold('GetCredentialsForIdentity')
    const session = auth.fetchAuthSession()
    await held.reached
    auth.credentialsProvider?.clearCredentialsAndIdentityId()
    held.release()
    await session
    identities.take()
    await auth.fetchAuthSession()
    expect(identities.take()).toEqual(['GetCredentialsForIdentity'])
  })

  it('whoever signs in meanwhile gets their own', async () => {
    const { auth } = openAuth()
    await auth.signIn(ada)
    const adas = (await auth.fetchAuthSession()).identityId
    const held = hold('GetCredentialsForIdentity')
    const session = auth.fetchAuthSession({ forceRefresh: true })
    await held.reached
    await auth.signOut()
    await auth.signIn(bob)
    held.release()
    const { identityId } = await session
    expect(identityId).not.toBe(adas)
    expect((await auth.fetchAuthSession()).identityId).toBe(identityId)
  })

  it('A8.1: no login is ever an empty token', async () => {
    const { auth, kind } = openAuth({ providers: [googleProvider] })
    const expiresAt = Date.now() + HOUR_MS
    const set = { provider: 'Google', accessToken: 'ya29', idToken: '', expiresAt, clockDrift: 0 }
    await saveTokens(auth, set)
    expect(await kind()).toBe('guest')
    expect(JSON.stringify(identities.asked)).not.toContain('Logins')
  })

  it('A8.3: another person gets their own identity, whoever was here before', async () => {
    const { auth } = openAuth({ providers: [amazon] })
    await auth.signIn(ada)
    const adas = (await auth.fetchAuthSession()).identityId
    await auth.signOut()
    await auth.signIn(bob)
    identities.take()
    const bobs = (await auth.fetchAuthSession()).identityId
    expect(bobs).not.toBe(adas)
    // Ada's identity was not even named to the service.
    expect(identities.take()).toEqual(['GetId', 'GetCredentialsForIdentity'])
    await auth.signOut()
    await auth.signIn(ada)
    expect((await auth.fetchAuthSession()).identityId).toBe(adas)
  })

  it('A8.3: also where the tokens do not say whom they are about', async () => {
    const storage = memoryStorage()
    const { auth } = openAuth({ providers: [amazon], storage })
    await signInAtAmazon(auth, 'ada')
    const adas = (await auth.fetchAuthSession()).identityId
    await signOutOf(auth, amazon)
    await signInAtAmazon(auth, 'bob')
    identities.take()
    const bobs = (await auth.fetchAuthSession()).identityId
    expect(bobs).toBeDefined()
    expect(bobs).not.toBe(adas)
    // Ada's identity was not even named to the service.
    expect(identities.take()).toEqual(['GetId', 'GetCredentialsForIdentity'])
    // No token is kept beside the record of the tokens.
    const key = `poolhouse.${pool.clientId}.identity.us-east-1:pool`
    expect(await storage.getItem(key)).not.toContain('Atza')
  })

  it('are not asked for with an ID token that has ended', async () => {
    const { auth, kind } = openAuth({ providers: [googleProvider] })
    const exp = Math.floor(Date.now() / 1000) + 3600
    const claims = { iss: 'https://accounts.google.com', sub: 'ada-at-google', exp }
    await saveTokens(auth, {
      provider: 'Google',
      accessToken: 'ya29',
      idToken: unsignedJwt(claims),
      expiresAt: Date.now() + 9 * HOUR_MS,
      clockDrift: 0,
    })
    expect(await kind()).toBe('authenticated')
    advance(HOUR_MS)
    expect(await kind()).toBe('guest')
    expect(Object.keys(identities.asked.at(-1)?.input ?? {})).not.toContain('Logins')
  })

  it('one provider keeps what it knows apart for each instance that it serves', async () => {
    const one = identityPool()
    const pools = { mine: new EmulatedIdentityPool(), yours: new EmulatedIdentityPool() }
    const open = (whose: keyof typeof pools) =>
      createAuth(
        { Auth: { Cognito: { identityPoolId: `us-east-1:${whose}`, allowGuestAccess: true } } },
        {
          storage: memoryStorage(),
          credentialsProvider: one,
          fetch: (input, init) => pools[whose].fetch(new Request(input, init)),
        },
      )
    const [mine, yours] = [open('mine'), open('yours')]
    const [first, second] = await Promise.all([mine.fetchAuthSession(), yours.fetchAuthSession()])
    expect(first.identityId).not.toBe(second.identityId)
    expect(pools.mine.take()).toEqual(['GetId', 'GetCredentialsForIdentity'])
    expect(pools.yours.take()).toEqual(['GetId', 'GetCredentialsForIdentity'])
    // Each is answered again with its own, and nobody is asked.
    expect(await mine.fetchAuthSession()).toEqual(first)
    expect(await yours.fetchAuthSession()).toEqual(second)
    expect([...pools.mine.take(), ...pools.yours.take()]).toEqual([])
  })

  it('A8.4: what failed is not answered with what was', async () => {
    const { auth, kind } = openAuth()
    await auth.signIn(ada)
    expect(await kind()).toBe('authenticated')
    await auth.signOut()
    isCut = true
    await expect(kind()).rejects.toMatchObject({ name: 'NetworkError' })
    isCut = false
    identities.allowsGuests = false
    await expect(kind()).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Unauthenticated access is not supported for this identity pool.',
    })
  })

  it('outlast a network that fails in their last minutes, and no longer', async () => {
    const { auth, kind } = openAuth()
    await auth.fetchAuthSession()
    advance(56 * MINUTE_MS)
    isCut = true
    expect(await kind()).toBe('guest')
    advance(5 * MINUTE_MS)
    await expect(kind()).rejects.toMatchObject({ name: 'NetworkError' })
  })

  it('begin anew with an identity that is gone', async () => {
    const { auth } = openAuth()
    const { identityId } = await auth.fetchAuthSession()
    identities.deleteIdentities()
    identities.take()
    const after = await auth.fetchAuthSession({ forceRefresh: true })
    expect(after.identityId).not.toBe(identityId)
    const [gone, ...anew] = identities.take()
    expect([gone, ...anew]).toEqual([
      'GetCredentialsForIdentity',
      'GetId',
      'GetCredentialsForIdentity',
    ])
  })

  it('are of a guest whose identity somebody has signed in with elsewhere', async () => {
    const storage = memoryStorage()
    const { auth } = openAuth({ storage })
    const { identityId = '' } = await auth.fetchAuthSession()
    // A copy of this storage signs in: the identity is theirs now.
    const copy = memoryStorage()
    const key = `poolhouse.${pool.clientId}.identity.us-east-1:pool`
    await copy.setItem(key, (await storage.getItem(key)) ?? '')
    const other = openAuth({ storage: copy })
    await other.auth.signIn(ada)
    expect((await other.auth.fetchAuthSession()).identityId).toBe(identityId)
    const guest = await auth.fetchAuthSession({ forceRefresh: true })
    expect(guest.credentials?.sessionToken).toMatch(/^guest/)
    expect(guest.identityId).not.toBe(identityId)
  })

  it.each([
    '{"identityId":5,"owners":{}}',
    '{"identityId":"us-east-1:x","owners":null}',
    '["us-east-1:x"]',
    '"us-east-1:x"',
    '{',
  ])('begin anew where the identity that is kept is none: %s', async (kept) => {
    const storage = memoryStorage()
    await storage.setItem(`poolhouse.${pool.clientId}.identity.us-east-1:pool`, kept)
    expect(await openAuth({ storage }).kind()).toBe('guest')
    expect(identities.take()).toEqual(['GetId', 'GetCredentialsForIdentity'])
  })

  it('are those of one of several roles, and of an account', async () => {
    const role = 'arn:aws:iam::000000000000:role/pilot'
    const { auth } = openAuth({ exchange: enhancedFlow(role), accountId: '000000000000' })
    await auth.fetchAuthSession()
    expect(identities.asked.map(({ input }) => input)).toEqual([
      { IdentityPoolId: 'us-east-1:pool', AccountId: '000000000000' },
      { IdentityId: expect.any(String), CustomRoleArn: role },
    ])
  })

  it('do not wait for a provider that cannot be asked, while another one answers', async () => {
    const lost: AuthProvider = {
      ...googleProvider,
      flows: { refresh: () => Promise.reject(new TypeError('the cable is out')) },
    }
    const { auth, kind } = openAuth({ providers: [lost] })
    const set = { provider: 'Google', accessToken: 'old', expiresAt: 0, clockDrift: 0 }
    await saveTokens(auth, set)
    // Somebody is signed in: they are no guest.
    await expect(kind()).rejects.toThrow('Refreshing failed.')
    await auth.signIn(ada)
    expect(await kind()).toBe('authenticated')
  })

  describeClassicFlow()

  function describeClassicFlow(): void {
    const roles = {
      authenticatedRoleArn: 'arn:aws:iam::000000000000:role/in',
      guestRoleArn: 'arn:aws:iam::000000000000:role/guest',
    }
    const openClassic = (forms: URLSearchParams[], more = {}) =>
      openAuth({
        exchange: classicFlow({ ...roles, durationSeconds: 7200, ...more }),
        sts: async (request) => {
          const form = new URLSearchParams(await request.text())
          forms.push(form)
          return form.get('RoleArn') === roles.guestRoleArn ? assumed() : denied()
        },
      })
    const assumed = () =>
      new Response(
        `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <AssumeRoleWithWebIdentityResult><Credentials>
            <AccessKeyId>ASIASTS</AccessKeyId><SecretAccessKey>a/b+c=</SecretAccessKey>
            <SessionToken>guest&amp;token</SessionToken>
            <Expiration>${new Date(Date.now() + 2 * HOUR_MS).toISOString()}</Expiration>
          </Credentials></AssumeRoleWithWebIdentityResult>
        </AssumeRoleWithWebIdentityResponse>`,
      )
    const denied = () =>
      new Response(
        `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>
          <Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message></Error>
          <RequestId>r-1</RequestId></ErrorResponse>`,
        { status: 403 },
      )

    it('come by the classic flow too', async () => {
      const forms: URLSearchParams[] = []
      const { auth } = openClassic(forms)
      const { credentials, identityId } = await auth.fetchAuthSession()
      expect(credentials).toMatchObject({
        accessKeyId: 'ASIASTS',
        secretAccessKey: 'a/b+c=',
        sessionToken: 'guest&token',
      })
      const left = (credentials?.expiration?.getTime() ?? 0) - Date.now()
      expect(Math.round(left / MINUTE_MS)).toBe(120)
      expect(identities.take()).toEqual(['GetId', 'GetOpenIdToken'])
      expect(Object.fromEntries(forms[0] ?? [])).toEqual({
        Action: 'AssumeRoleWithWebIdentity',
        Version: '2011-06-15',
        RoleArn: roles.guestRoleArn,
        RoleSessionName: 'poolhouse-client',
        DurationSeconds: '7200',
        WebIdentityToken: `token of ${identityId}`,
      })
    })

    it('say in the classic flow why there are none', async () => {
      const { auth, kind } = openClassic([])
      await auth.signIn(ada)
      await expect(kind()).rejects.toMatchObject({
        name: 'AccessDenied',
        metadata: { httpStatusCode: 403, requestId: 'r-1' },
      })
      const noGuests = openClassic([], { guestRoleArn: undefined })
      await expect(noGuests.kind()).rejects.toMatchObject({ name: 'CredentialsUnavailable' })
    })
  }
})
