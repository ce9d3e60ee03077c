/** AWS credentials end to end: identity pools, roles and STS of the service, and the AWS SDK with the result. */
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { useServer } from '../../server/test/clients/serve.ts'
import { makeIdentityPool } from '../../server/test/support/identities.ts'
import { CLIENT, startLoginProvider } from '../../server/test/support/login-provider.ts'
import { makePool, makeUser, PASSWORD, type TestPool } from '../../server/test/support/people.ts'
import { makeRole, policy, trustInPool } from '../../server/test/support/roles.ts'
import { identitySdkFor } from '../../server/test/support/sdk.ts'
import { onEachStore } from '../../server/test/support/stores.ts'
import { Amplify, fetchAuthSession } from '../src/amplify.ts'
import {
  type AuthProvider,
  awsCredentials,
  classicFlow,
  createAuth,
  type IdentityPoolOptions,
  identityPool,
  memoryStorage,
  type ResourcesConfig,
  saveTokens,
  signOutOf,
} from '../src/index.ts'

const outside = await startLoginProvider()
afterAll(() => outside.close())

onEachStore('credentials of identity pools', (open) => {
  const server = useServer(open, {
    logins: {
      openIdClients: { [outside.name]: [CLIENT] },
      allowInsecureHosts: ['127.0.0.1'],
    },
  })
  const ada = { username: 'ada', password: PASSWORD }
  const bob = { username: 'bob', password: PASSWORD }
  let pool: TestPool
  let identityPoolId: string
  let roles: { authenticated: string; unauthenticated: string }

  beforeAll(async () => {
    const { house } = server()
    pool = await makePool(house)
    await makeUser(house, pool, 'ada')
    await makeUser(house, pool, 'bob')
  })
  beforeEach(async () => {
    identityPoolId = await makePoolWithRoles()
  })

  async function makePoolWithRoles() {
    const { house } = server()
    const IdentityPoolId = await makeIdentityPool(house, [pool], {
      OpenIdConnectProviderARNs: [`arn:aws:iam::000000000000:oidc-provider/${outside.name}`],
    })
    const list = policy({ Action: 'cognito-idp:ListUserPools' })
    const authenticated = (await makeRole(house, trustInPool(IdentityPoolId), list)).arn
    const guests = trustInPool(IdentityPoolId, {
      Condition: {
        StringEquals: { 'cognito-identity.amazonaws.com:aud': IdentityPoolId },
        'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'unauthenticated' },
      },
    })
    const unauthenticated = (await makeRole(house, guests)).arn
    roles = { authenticated, unauthenticated }
    await identitySdkFor(house).setIdentityPoolRoles({ IdentityPoolId, Roles: roles })
    return IdentityPoolId
  }

  /** What was sent since somebody last looked. */
  let sent: string[] = []
  const openAuth = (options?: IdentityPoolOptions, storage = memoryStorage()) => {
    const { url } = server()
    const Cognito = {
      userPoolId: pool.poolId,
      userPoolClientId: pool.clientId,
      userPoolEndpoint: url,
      identityPoolId,
      identityPoolEndpoint: url,
      allowGuestAccess: true,
    }
    const credentialsProvider = options && identityPool(options)
    return createAuth(
      { Auth: { Cognito } },
      {
        storage,
        fetch: (address, init) => {
          sent.push(String(init?.body))
          return fetch(address, init)
        },
        ...(credentialsProvider && { credentialsProvider }),
      },
    )
  }
  /** What AWS says to somebody with these credentials who lists the pools. */
  const listPools = (auth: ReturnType<typeof openAuth>) => {
    const sdk = new CognitoIdentityProvider({
      region: 'us-east-1',
      endpoint: server().url,
      credentials: awsCredentials(auth),
      maxAttempts: 1,
    })
    return () =>
      sdk.listUserPools({ MaxResults: 1 }).then(
        () => 'allowed',
        ({ name }: Error) => name,
      )
  }

  it('sign requests: a guest is refused, who signs in is let in, who signs out is refused', async () => {
    const auth = openAuth()
    const list = listPools(auth)
    expect(await list()).toBe('AccessDeniedException')
    const guest = (await auth.fetchAuthSession()).identityId
    await auth.signIn(ada)
    expect(await list()).toBe('allowed')
    expect((await auth.fetchAuthSession()).identityId).toBe(guest)
    await auth.signOut()
    expect(await list()).toBe('AccessDeniedException')
    const after = await auth.fetchAuthSession()
    expect(after.identityId).not.toBe(guest)
    await auth.signIn(ada)
    expect((await auth.fetchAuthSession()).identityId).toBe(guest)
  })

  it('are of the pool that is configured, where one provider serves several', async () => {
    const credentialsProvider = identityPool()
    const storage = memoryStorage()
    const guest = async () => {
      const { config } = openAuth()
      Amplify.configure({ Auth: { Cognito: config } } as ResourcesConfig, {
        storage,
        Auth: { credentialsProvider },
      })
      const { credentials, identityId } = await fetchAuthSession()
      return [credentials?.accessKeyId, identityId]
    }
    const first = await guest()
    expect(await guest()).toEqual(first)
    identityPoolId = await makePoolWithRoles()
    const second = await guest()
    expect(first).not.toContain(second[0])
    expect(first).not.toContain(second[1])
  })

  it('are of each person their own', async () => {
    const auth = openAuth()
    await auth.signIn(ada)
    const adas = (await auth.fetchAuthSession()).identityId
    await auth.signOut()
    await auth.signIn(bob)
    const bobs = (await auth.fetchAuthSession()).identityId
    expect(bobs).not.toBe(adas)
    expect(await listPools(auth)()).toBe('allowed')
  })

  const provider: AuthProvider = {
    name: 'Outside',
    get login() {
      return { key: outside.name, token: 'idToken' as const }
    },
    flows: {},
  }
  const signInOutside = (auth: ReturnType<typeof openAuth>, sub = `ada-${identityPoolId}`) =>
    saveTokens(auth, {
      provider: 'Outside',
      accessToken: 'opaque',
      idToken: outside.token({ sub }),
      expiresAt: Date.now() + 600_000,
      clockDrift: 0,
    })

  it('link two sign-ins into one identity, and either is enough then', async () => {
    const auth = openAuth({ providers: [provider] })
    await auth.signIn(ada)
    const { identityId } = await auth.fetchAuthSession()
    await signInOutside(auth)
    expect((await auth.fetchAuthSession()).identityId).toBe(identityId)
    await auth.signOut()
    expect((await auth.fetchAuthSession()).identityId).toBe(identityId)
    expect(await listPools(auth)()).toBe('allowed')

    const elsewhere = openAuth({ providers: [provider] })
    await signInOutside(elsewhere)
    expect((await elsewhere.fetchAuthSession()).identityId).toBe(identityId)
    await signOutOf(elsewhere, provider)
    expect(await listPools(elsewhere)()).toBe('AccessDeniedException')
  })

  it('are not those of whoever signed in before, whose other sign-in is still there', async () => {
    const auth = openAuth({ providers: [provider] })
    await auth.signIn(ada)
    await signInOutside(auth, `of-ada-${identityPoolId}`)
    const { identityId } = await auth.fetchAuthSession()
    await auth.signOut()
    expect((await auth.fetchAuthSession()).identityId).toBe(identityId)
    await auth.signIn(bob)
    sent = []
    const both = auth.fetchAuthSession().then((session) => session.identityId)
    expect(await both.catch(({ name }: Error) => name)).not.toBe(identityId)
    expect(sent.filter((body) => identityId && body.includes(identityId))).toEqual([])
    await signOutOf(auth, provider)
    const bobs = (await auth.fetchAuthSession()).identityId
    expect(bobs).toBeDefined()
    expect(bobs).not.toBe(identityId)
  })

  it('begin anew when an administrator has deleted the identity', async () => {
    const auth = openAuth()
    await auth.signIn(ada)
    const { identityId = '' } = await auth.fetchAuthSession()
    await identitySdkFor(server().house).deleteIdentities({ IdentityIdsToDelete: [identityId] })
    const after = await auth.fetchAuthSession({ forceRefresh: true })
    expect(after.identityId).not.toBe(identityId)
    expect(await listPools(auth)()).toBe('allowed')
  })

  it('come by the classic flow, from the STS of the service', async () => {
    const auth = openAuth({
      exchange: classicFlow({
        authenticatedRoleArn: roles.authenticated,
        stsEndpoint: server().url,
        durationSeconds: 900,
      }),
    })
    await auth.signIn(ada)
    expect(await listPools(auth)()).toBe('allowed')
    const { credentials } = await auth.fetchAuthSession()
    const minutes = ((credentials?.expiration?.getTime() ?? 0) - Date.now()) / 60_000
    expect(Math.round(minutes)).toBe(15)

    const refused = openAuth({
      exchange: classicFlow({
        authenticatedRoleArn: `${roles.authenticated}x`,
        stsEndpoint: server().url,
      }),
    })
    await refused.signIn(ada)
    await expect(refused.fetchAuthSession()).rejects.toMatchObject({ name: 'AccessDenied' })
  })
})
