/** AWS credentials of whoever is here, once for Node and once for Chromium: from an emulated identity pool. */
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { useListener, useServer } from '../../../server/test/clients/serve.ts'
import { makePool, makeUser, PASSWORD, type TestPool } from '../../../server/test/support/people.ts'
import type { Open } from '../../../server/test/support/stores.ts'
import type { Application, OpenApplication } from '../support/application.ts'
import { unsignedJwt } from '../support/device-provider.ts'
import { forPages } from '../support/for-pages.ts'
import { EmulatedIdentityPool } from '../support/identity-pool.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Their tokens are brought along here, so they are never asked. */
const UNASKED = {
  grantType: 'device_code',
  codeUrl: 'https://provider.example/code',
  tokensUrl: 'https://provider.example/token',
}
const PROVIDERS = {
  Google: { ...UNASKED, clientId: 'g', clientSecret: 's' },
  LoginWithAmazon: { ...UNASKED, clientId: 'a', responseType: 'device_code' },
}

export function credentials(open: Open, openApplication: OpenApplication): void {
  const server = useServer(open)
  let identities = new EmulatedIdentityPool()
  const endpoint = useListener(forPages((request) => identities.fetch(request)))
  let pool: TestPool
  beforeAll(async () => {
    pool = await makePool(server().house)
    await makeUser(server().house, pool, 'ada')
  })
  beforeEach(() => {
    identities = new EmulatedIdentityPool()
  })
  const ada = { username: 'ada', password: PASSWORD }
  const begin = () =>
    openApplication(
      {
        userPoolId: pool.poolId,
        userPoolClientId: pool.clientId,
        userPoolEndpoint: server().url,
        identityPoolId: 'us-east-1:pool',
        identityPoolEndpoint: endpoint(),
        allowGuestAccess: true,
      },
      { providers: PROVIDERS },
    )
  const sessionOf = (app: Application, forceRefresh = false) =>
    app.call('fetchAuthSession', { forceRefresh })
  const kindOf = async (app: Application) =>
    (await sessionOf(app)).credentials?.sessionToken?.split(' ')[0]

  it('anonymous credentials: for guests, whose identity survives a restart', async () => {
    const app = await begin()
    const first = await sessionOf(app)
    expect(first).toEqual({
      credentials: {
        accessKeyId: 'ASIA',
        secretAccessKey: 'secret',
        sessionToken: expect.stringMatching(/^guest /),
        expiration: expect.any(String),
      },
      identityId: expect.stringMatching(/^us-east-1:/),
    })
    expect(identities.asked[0]?.input).toEqual({ IdentityPoolId: 'us-east-1:pool' })
    expect(identities.take()).toEqual(['GetId', 'GetCredentialsForIdentity'])
    await app.reload()
    expect((await sessionOf(app)).identityId).toBe(first.identityId)
    expect(identities.take()).toEqual(['GetCredentialsForIdentity'])
  })

  it('authenticated credentials: a guest who signs in keeps the identity', async () => {
    const app = await begin()
    const guest = await sessionOf(app)
    await app.call('signIn', ada)
    const session = await sessionOf(app)
    expect(session.identityId).toBe(guest.identityId)
    expect(session.credentials?.sessionToken).toMatch(/^authenticated /)
    const issuer = `${server().url}/${pool.poolId}`
    expect(identities.asked.at(-1)?.input.Logins).toEqual({
      [issuer.replace(/^https?:\/\//, '')]: session.tokens?.idToken,
    })
  })

  it('automatic refresh: before they end, and not much earlier; once for ten who ask', async () => {
    const app = await begin()
    const first = (await sessionOf(app)).credentials
    await app.advance(53 * MINUTE_MS)
    expect((await sessionOf(app)).credentials).toEqual(first)
    await app.advance(2 * MINUTE_MS)
    identities.take()
    const sessions = await Promise.all(Array.from({ length: 10 }, () => sessionOf(app)))
    const tokens = new Set(sessions.map((session) => session.credentials?.sessionToken))
    expect(tokens.size).toBe(1)
    expect(tokens).not.toContain(first?.sessionToken)
    expect(identities.take()).toEqual(['GetCredentialsForIdentity'])
  })

  it('invalidation: signing out ends them at once, in this tab and in others', async () => {
    const app = await begin()
    const tab = await app.newTab()
    await app.call('signIn', ada)
    expect([await kindOf(app), await kindOf(tab)]).toEqual(['authenticated', 'authenticated'])
    const { identityId } = await sessionOf(app)
    await app.call('signOut')
    expect(await kindOf(app)).toBe('guest')
    await expect.poll(() => kindOf(tab)).toBe('guest')
    expect((await sessionOf(app)).identityId).not.toBe(identityId)
  })

  const signInAtGoogle = (app: Application) =>
    app.call('saveTokens', {
      provider: 'Google',
      accessToken: 'ya29.ada',
      idToken: unsignedJwt({ iss: 'https://accounts.google.com', sub: 'ada-at-google' }),
      expiresAt: Date.now() + HOUR_MS,
    })

  const signInAtAmazon = async (app: Application) => {
    identities.people.set('Atza|ada', 'ada-at-amazon')
    const expiresAt = Date.now() + HOUR_MS
    await app.call('saveTokens', {
      provider: 'LoginWithAmazon',
      accessToken: 'Atza|ada',
      expiresAt,
    })
  }

  it('linking: several sign-ins are one identity', async () => {
    const app = await begin()
    await app.call('signIn', ada)
    const { identityId } = await sessionOf(app)
    await signInAtGoogle(app)
    await signInAtAmazon(app)
    expect((await sessionOf(app)).identityId).toBe(identityId)
    const { Logins = {} } = identities.asked.at(-1)?.input ?? {}
    expect(Object.keys(Logins).slice(1).sort()).toEqual(['accounts.google.com', 'www.amazon.com'])
    // Any of them is enough from now on, also on another device.
    await app.call('signOut')
    await app.call('signOutOf', 'Google')
    expect(await kindOf(app)).toBe('authenticated')
    expect((await sessionOf(app)).identityId).toBe(identityId)
    const elsewhere = await begin()
    await signInAtGoogle(elsewhere)
    expect((await sessionOf(elsewhere)).identityId).toBe(identityId)
    await app.call('signOutOf', 'LoginWithAmazon')
    expect(await kindOf(app)).toBe('guest')
  })
}
