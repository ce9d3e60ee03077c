/** Sessions in cookies: how they are written, and a handler that keeps every token from the page. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { useListener, useServer } from '../../server/test/clients/serve.ts'
import { makePool, makeUser, PASSWORD, type TestPool } from '../../server/test/support/people.ts'
import { sdkFor } from '../../server/test/support/sdk.ts'
import { addPerson, codeAt, makeMfaPool } from '../../server/test/support/second-factor.ts'
import {
  type AuthHandler,
  type AuthHandlerOptions,
  cookieStorage,
  createAuthHandler,
  requestCookies,
} from '../src/server.ts'
import { Browser, SITE } from './support/cookie-browser.ts'
import { Gate } from './support/gate.ts'
import { onOneStore } from './support/one-store.ts'

describe('cookies', () => {
  const empty = () => requestCookies(new Request(SITE))

  it.each([
    ['what cookies may not have', 'a b;c,d"e\\f%g=h'],
    ['other writing', 'ключ 鍵 🔑'],
    ['nothing', ''],
    ['more than one cookie holds', 'ü"'.repeat(5_000)],
  ])('keep %s', async (_, value) => {
    const browser = new Browser()
    const jar = empty()
    const storage = cookieStorage(jar)
    await storage.setItem('poolhouse.app.us-east-1:x', value)
    expect(await storage.getItem('poolhouse.app.us-east-1:x')).toBe(value)
    browser.take(jar.setCookies())
    const again = cookieStorage(requestCookies(browser.request('/')))
    expect(await again.getItem('poolhouse.app.us-east-1:x')).toBe(value)
    expect(await again.getItem('poolhouse.app.us-east-1:y')).toBeNull()
  })

  it('leave nothing of a longer value before', async () => {
    const browser = new Browser()
    for (const value of ['x'.repeat(12_000), 'y'.repeat(5_000), 'short']) {
      const jar = requestCookies(browser.request('/'))
      await cookieStorage(jar).setItem('key', value)
      browser.take(jar.setCookies())
    }
    expect([...browser.cookies.keys()]).toEqual(['__Host-key'])
    const jar = requestCookies(browser.request('/'))
    await cookieStorage(jar).removeItem('key')
    browser.take(jar.setCookies())
    expect(browser.cookies.size).toBe(0)
  })

  it('take no part of another value for their own', async () => {
    const browser = new Browser()
    const jar = empty()
    await cookieStorage(jar).setItem('key', 'y'.repeat(5_000))
    browser.take(jar.setCookies())
    browser.cookies.set('__Host-key.2', 'of a longer one')
    const read = () => cookieStorage(requestCookies(browser.request('/'))).getItem('key')
    expect(await read()).toBe('y'.repeat(5_000))
    browser.cookies.delete('__Host-key.1')
    expect(await read()).toBeNull()
    browser.cookies.set('__Host-key', '%E0%A4%A')
    expect(await read()).toBeNull()
  })

  it('say what they are told to', async () => {
    const jar = empty()
    const more = { path: '/app', sameSite: 'Strict', maxAgeSeconds: 60, secure: false } as const
    await cookieStorage(jar, more).setItem('key', 'value')
    expect(jar.setCookies()).toEqual(['key=1.value; Max-Age=60; Path=/app; SameSite=Strict'])
  })

  it('have a name that browsers hold to what it promises', async () => {
    const nameOn = async (path: string) => {
      const jar = empty()
      await cookieStorage(jar, { path }).setItem('key', 'value')
      return jar.setCookies().map((cookie) => cookie.split('=')[0])
    }
    expect(await nameOn('/')).toEqual(['__Host-key'])
    expect(await nameOn('/app')).toEqual(['__Secure-key'])
  })
})

onOneStore('a handler that keeps the session in cookies', (open) => {
  const server = useServer(open)
  const gate = new Gate((request) => server().house.fetch(request))
  const url = useListener((request) => gate.fetch(request))
  let pool: TestPool
  beforeAll(async () => {
    const RefreshTokenRotation = { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 } as const
    const ExplicitAuthFlows = ['ALLOW_USER_SRP_AUTH' as const]
    pool = await makePool(server().house, {}, { RefreshTokenRotation, ExplicitAuthFlows })
    await makeUser(server().house, pool, 'ada')
  })
  let handle: AuthHandler
  let browser: Browser
  const makeHandler = (options: AuthHandlerOptions = {}) =>
    createAuthHandler(
      {
        Auth: {
          Cognito: {
            userPoolId: pool.poolId,
            userPoolClientId: pool.clientId,
            userPoolEndpoint: url(),
          },
        },
      },
      options,
    )
  beforeEach(() => {
    handle = makeHandler()
    browser = new Browser()
    gate.reset()
  })
  afterEach(() => vi.restoreAllMocks())
  const ada = { username: 'ada', password: PASSWORD }
  const ask = async (path: string, input?: object) => {
    const response = await handle(browser.request(`/api/auth/${path}`, input))
    browser.take(response.headers.getSetCookie())
    return { status: response.status, body: await response.json() }
  }
  const NOBODY = { status: 200, body: { isSignedIn: false } }
  const somebody = expect.objectContaining({ isSignedIn: true })

  /** Time that passes for the handler: its tokens expire. */
  function expire(): void {
    const now = Date.now()
    vi.spyOn(Date, 'now').mockImplementation(() => now + 7_200_000)
    server().house.clock.advance('2h')
  }

  it('signs in, says who it is, and signs out; no token is where the page could read it', async () => {
    expect(await ask('session')).toEqual(NOBODY)
    const said = [
      await ask('sign-in', ada),
      await ask('session'),
      await ask('sign-in', { ...ada, password: 'x' }),
    ]
    expect(said).toMatchObject([
      { status: 200, body: { isSignedIn: true, nextStep: { signInStep: 'DONE' } } },
      { status: 200, body: { isSignedIn: true, user: { username: 'ada' } } },
      { status: 400, body: { name: 'UserAlreadyAuthenticatedException' } },
    ])
    expect(JSON.stringify(said)).not.toMatch(/eyJ|oken/)
    expect(browser.history).not.toEqual([])
    for (const cookie of browser.history) {
      expect(cookie).toMatch(/^__Host-poolhouse\./)
      expect(cookie).toMatch(/; Max-Age=\d+; Path=\/; SameSite=Lax; Secure; HttpOnly$/)
      expect(cookie.length).toBeLessThan(4_096)
    }
    expect(await ask('sign-out', {})).toMatchObject({ status: 200 })
    expect(gate.count('RevokeToken')).toBe(1)
    expect(browser.cookies.size).toBe(0)
    expect(await ask('session')).toEqual(NOBODY)
  })

  it('goes through sign-up, its confirmation and a forgotten password', async () => {
    const who = { username: 'bob', password: PASSWORD }
    const email = 'bob@example.com'
    const code = async () => (await server().house.inbox.last(email))?.code ?? ''
    const signedUp = await ask('sign-up', { ...who, options: { userAttributes: { email } } })
    expect(signedUp.body.nextStep.signUpStep).toBe('CONFIRM_SIGN_UP')
    expect((await ask('sign-in', who)).body.nextStep.signInStep).toBe('CONFIRM_SIGN_UP')
    await ask('resend-sign-up-code', { username: 'bob' })
    const confirmed = await ask('confirm-sign-up', {
      username: 'bob',
      confirmationCode: await code(),
    })
    expect(confirmed.body.nextStep.signUpStep).toBe('DONE')
    await ask('reset-password', { username: 'bob' })
    const reset = { username: 'bob', newPassword: `${PASSWORD}!`, confirmationCode: await code() }
    expect(await ask('confirm-reset-password', reset)).toEqual({ status: 200, body: {} })
    expect((await ask('sign-in', { ...who, password: `${PASSWORD}!` })).body).toEqual(somebody)
  })

  it('goes on with a challenge in the next request', async () => {
    await sdkFor(server().house).adminCreateUser({
      UserPoolId: pool.poolId,
      Username: 'eve',
      TemporaryPassword: PASSWORD,
      MessageAction: 'SUPPRESS',
    })
    const begun = await ask('sign-in', { username: 'eve', password: PASSWORD })
    const step = 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED'
    expect(begun.body.nextStep.signInStep).toBe(step)
    expect((await ask('resume-sign-in', {})).body.nextStep.signInStep).toBe(step)
    const confirmed = await ask('confirm-sign-in', { challengeResponse: `${PASSWORD}!` })
    expect(confirmed.body).toEqual(somebody)
    expect((await ask('session')).body).toEqual(somebody)
  })

  it.each([
    ['the page’s host', {}, 'app.example'],
    ['what it is told', { appName: 'My app' }, 'My app'],
  ])('answers the address for an authenticator app, named after %s', async (_, options, issuer) => {
    const factors = { SoftwareTokenMfaConfiguration: { Enabled: true } }
    const { poolId, clientId } = await makeMfaPool(server().house, 'ON', factors)
    await addPerson(server().house, { poolId }, 'ada')
    const Cognito = { userPoolId: poolId, userPoolClientId: clientId, userPoolEndpoint: url() }
    handle = createAuthHandler({ Auth: { Cognito } }, options)
    const { nextStep } = (await ask('sign-in', ada)).body
    const { sharedSecret, setupUri } = nextStep.totpSetupDetails
    const { protocol, pathname, searchParams } = new URL(setupUri)
    expect([protocol, decodeURIComponent(pathname)]).toEqual(['otpauth:', `/${issuer}:ada`])
    expect(Object.fromEntries(searchParams)).toEqual({ secret: sharedSecret, issuer })
    expect((await ask('resume-sign-in', {})).body.nextStep).toEqual(nextStep)
    const challengeResponse = codeAt(sharedSecret, server().house.clock.now())
    expect((await ask('confirm-sign-in', { challengeResponse })).body).toEqual(somebody)
  })

  it('makes one refresh of ten requests at once, and of one that comes late', async () => {
    await ask('sign-in', ada)
    expire()
    gate.reset()
    const old = browser.copy()
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => handle(browser.request('/api/auth/session'))),
    )
    for (const answer of answers) expect(await answer.json()).toEqual(somebody)
    expect(gate.count('GetTokensFromRefreshToken')).toBe(1)
    // Each of them sets the new cookies, so that the last to arrive has them too.
    const set = answers.map((answer) => answer.headers.getSetCookie().join())
    expect(new Set(set).size).toBe(1)
    expect(set[0]).not.toBe('')
    const late = await handle(old.request('/api/auth/session'))
    expect(await late.json()).toEqual(somebody)
    expect(late.headers.getSetCookie().join()).toBe(set[0])
    expect(gate.count('GetTokensFromRefreshToken')).toBe(1)
    // And the next one has all it needs.
    browser.take(answers[0]?.headers.getSetCookie() ?? [])
    expect((await ask('session')).body).toEqual(somebody)
    expect(gate.count('GetTokensFromRefreshToken')).toBe(1)
  })

  it('signing out during a refresh leaves nobody signed in', async () => {
    await ask('sign-in', ada)
    expire()
    const old = browser.copy()
    const held = gate.hold('GetTokensFromRefreshToken', 'after')
    const refreshing = handle(browser.request('/api/auth/session'))
    await held.reached
    await ask('sign-out', {})
    held.release()
    const answer = await refreshing
    expect(await answer.json()).toEqual({ isSignedIn: false })
    browser.take(answer.headers.getSetCookie())
    expect(browser.cookies.size).toBe(0)
    // A request that was on its way with the old cookies.
    expect(await (await handle(old.request('/api/auth/session'))).json()).toEqual({
      isSignedIn: false,
    })
  })

  /** What somebody learns who shows a cookie that they put into another's browser. */
  const showsPlanted = async (planted: Browser) => {
    const response = await handle(planted.request('/api/auth/session'))
    return { body: await response.json(), set: response.headers.getSetCookie().join() }
  }
  const tokensCookie = () => `__Host-poolhouse.${pool.clientId}.tokens.AWSCognitoIDP`
  const signInCookie = () => `__Host-poolhouse.${pool.clientId}.sign-in`

  it('a sign-in over a planted value gives its tokens to nobody who shows that value', async () => {
    await ask('sign-in', ada)
    expect([...browser.cookies.keys()]).toContain(tokensCookie())
    browser = new Browser()
    browser.cookies.set(tokensCookie(), '1.planted')
    const planted = browser.copy()
    expect((await ask('sign-in', ada)).body).toEqual(somebody)
    const shown = await showsPlanted(planted)
    expect(shown.body).toEqual(NOBODY.body)
    expect(shown.set).toBe('')
    expire()
    expect((await ask('session')).body).toEqual(somebody)
    expect((await showsPlanted(planted)).body).toEqual(NOBODY.body)
  })

  it('nor to who shows the value of a real session that is over', async () => {
    await ask('sign-in', ada)
    const planted = browser.copy()
    await sdkFor(server().house).adminUserGlobalSignOut({
      UserPoolId: pool.poolId,
      Username: 'ada',
    })
    expire()
    expect((await ask('sign-in', ada)).body).toEqual(somebody)
    const shown = await showsPlanted(planted)
    expect(shown.body).toEqual(NOBODY.body)
    // Nor does a late request of the browser itself sign it out.
    expect(shown.set).toBe('')
    expect((await ask('session')).body).toEqual(somebody)
  })

  it.each(['junk', 'a sign-in that was real'])(
    'a challenge over %s stays with who answers it',
    async (what) => {
      const username = `fay-${what.length}`
      await sdkFor(server().house).adminCreateUser({
        UserPoolId: pool.poolId,
        Username: username,
        TemporaryPassword: PASSWORD,
        MessageAction: 'SUPPRESS',
      })
      const who = { username, password: PASSWORD }
      if (what === 'junk') browser.cookies.set(signInCookie(), '1.planted')
      else await ask('sign-in', who)
      const planted = browser.copy()
      expect(planted.cookies.has(signInCookie())).toBe(true)
      expect((await ask('sign-in', who)).body.isSignedIn).toBe(false)
      const resumed = await handle(planted.request('/api/auth/resume-sign-in', {}))
      expect(resumed.headers.getSetCookie().join()).toBe('')
      expect(await resumed.json()).not.toHaveProperty('nextStep')
      const confirmed = await ask('confirm-sign-in', { challengeResponse: `${PASSWORD}!` })
      expect(confirmed.body).toEqual(somebody)
      expect((await showsPlanted(planted)).body).toEqual(NOBODY.body)
    },
  )

  it('a network that fails during a refresh signs nobody out', async () => {
    await ask('sign-in', ada)
    expire()
    gate.fail('GetTokensFromRefreshToken')
    expect(await ask('session')).toMatchObject({ status: 500 })
    gate.reset()
    expect((await ask('session')).body).toEqual(somebody)
  })

  it('keeps its cookies secure behind a proxy on the same machine', async () => {
    const behind = makeHandler({ origins: ['https://app.example'] })
    const response = await behind(
      new Request('http://127.0.0.1:3000/api/auth/sign-in', {
        method: 'POST',
        headers: { origin: 'https://app.example', 'content-type': 'application/json' },
        body: JSON.stringify(ada),
      }),
    )
    const set = response.headers.getSetCookie()
    expect(set.length).toBeGreaterThan(0)
    for (const cookie of set) expect(cookie).toMatch(/^__Host-.*; Secure/)
  })

  it('opens the session for a page that is rendered on the server', async () => {
    await ask('sign-in', ada)
    expire()
    const { auth, applyTo } = handle.open(browser.request('/page'))
    const { tokens } = await auth.fetchAuthSession()
    expect(tokens?.accessToken.payload.username).toBe('ada')
    const page = applyTo(
      new Response('<h1>Hello</h1>', {
        headers: { 'content-type': 'text/html', 'cache-control': 'public, max-age=60' },
      }),
    )
    expect(page.headers.get('cache-control')).toBe('private, no-store')
    expect(await page.text()).toBe('<h1>Hello</h1>')
    expect(page.headers.get('content-type')).toBe('text/html')
    browser.take(page.headers.getSetCookie())
    gate.reset()
    expect((await ask('session')).body).toEqual(somebody)
    expect(gate.count('GetTokensFromRefreshToken')).toBe(0)
  })

  it.each([
    ['of another site', { origin: 'https://evil.example' }],
    ['of a subdomain', { origin: `https://blog.${new URL(SITE).host}` }],
    ['of another port', { origin: `${SITE}:8443` }],
    ['of a sandboxed frame', { origin: 'null' }],
    ['that says nothing of where it comes from', { origin: undefined }],
    ['of another site, by its metadata', { origin: undefined, 'sec-fetch-site': 'cross-site' }],
    ['that is a form', { 'content-type': 'text/plain' }],
  ])('does nothing for a POST %s', async (_, headers) => {
    await ask('sign-in', ada)
    gate.reset()
    for (const path of ['sign-out', 'sign-in']) {
      const response = await handle(browser.request(`/api/auth/${path}`, ada, headers))
      expect([403, 415]).toContain(response.status)
      expect(response.headers.getSetCookie()).toEqual([])
    }
    expect(gate.count('RevokeToken') + gate.count('InitiateAuth')).toBe(0)
    expect((await ask('session')).body).toEqual(somebody)
  })

  it('reads no session for another site, and lets named origins in', async () => {
    const read = (headers: Record<string, string>) =>
      handle(browser.request('/api/auth/session', undefined, headers))
    expect((await read({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await read({ origin: 'https://evil.example' })).status).toBe(403)
    expect((await read({ 'sec-fetch-site': 'same-origin' })).status).toBe(200)
    handle = makeHandler({ origins: ['https://public.example'] })
    expect((await ask('sign-out', {})).status).toBe(403)
    const from = { origin: 'https://public.example' }
    expect((await handle(browser.request('/api/auth/sign-out', {}, from))).status).toBe(200)
  })

  it('says whom it takes for another site, and what to do', async () => {
    const refusal = async (headers: Record<string, string | undefined>) =>
      await (await handle(browser.request('/api/auth/sign-in', ada, headers))).json()
    expect(await refusal({ origin: 'http://127.0.0.1:3000' })).toEqual({
      name: 'RequestRefused',
      message: `Origin http://127.0.0.1:3000 is not ${SITE}.`,
      recoverySuggestion: expect.stringContaining('add its origin to the option origins'),
    })
    expect(await refusal({ origin: undefined })).toMatchObject({
      message: 'The request has no Origin.',
      recoverySuggestion: expect.stringContaining('A script sends'),
    })
    handle = makeHandler({ origins: ['https://secret.example'] })
    const told = JSON.stringify(await refusal({ origin: 'https://evil.example' }))
    expect(told).not.toMatch('secret')
  })

  it('refuses what it does not know', async () => {
    const status = async (path: string, init?: RequestInit) =>
      (await handle(new Request(`${SITE}${path}`, { headers: { origin: SITE }, ...init }))).status
    expect(await status('/api/auth/constructor')).toBe(404)
    expect(await status('/api/auth/fetch-auth-session')).toBe(404)
    expect(await status('/elsewhere/session')).toBe(404)
    expect(await status('/api/auth/sign-in')).toBe(405)
    const post = async (body: string) =>
      await status('/api/auth/sign-in', {
        method: 'POST',
        body,
        headers: { origin: SITE, 'content-type': 'application/json; charset=utf-8' },
      })
    expect(await post('[]')).toBe(400)
    expect(await post('{')).toBe(400)
    expect(await post(JSON.stringify({ username: 'x'.repeat(70_000) }))).toBe(413)
    expect(await post('{}')).toBe(400)
  })

  it('is answered with the error of the service, by name', async () => {
    expect(await ask('sign-in', { ...ada, password: 'Not-Hers-1' })).toMatchObject({
      status: 400,
      body: { name: 'NotAuthorizedException', message: 'Incorrect username or password.' },
    })
    vi.spyOn(console, 'error').mockImplementation(() => {})
    handle = makeHandler({ fetch: () => Promise.reject(new TypeError('the cable is out')) })
    expect(await ask('sign-in', ada)).toMatchObject({ status: 502, body: { name: 'NetworkError' } })
  })

  it('sets no secure cookie on a machine of ones own without TLS, and only there', async () => {
    const cookiesOf = async (site: string) => {
      const request = new Request(`${site}/api/auth/sign-in`, {
        method: 'POST',
        body: JSON.stringify(ada),
        headers: { origin: site, 'content-type': 'application/json' },
      })
      return (await handle(request)).headers.getSetCookie()
    }
    for (const cookie of await cookiesOf('http://localhost:3000')) {
      expect(cookie).not.toMatch(/Secure|__Host-/)
      expect(cookie).toMatch(/HttpOnly/)
    }
    for (const cookie of await cookiesOf('http://app.example')) expect(cookie).toMatch(/Secure/)
  })
})
