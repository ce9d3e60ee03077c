/** Who sends a cookie or a body may send anything: what a handler makes of it. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { useListener, useServer } from '../../server/test/clients/serve.ts'
import { makePool, makeUser, PASSWORD, type TestPool } from '../../server/test/support/people.ts'
import { sdkFor } from '../../server/test/support/sdk.ts'
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

type Tokens = Record<string, unknown> & { accessToken: string; idToken: string }

const POOL = { userPoolId: 'us-east-1_Example', userPoolClientId: 'example' }

const jwt = (head: object, body: object, signature = 'AAAA') =>
  `${[head, body].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.${signature}`

const partOf = (token: string, index: number) =>
  JSON.parse(Buffer.from(token.split('.')[index] ?? '', 'base64url').toString())

onOneStore('cookies that somebody made up', (open) => {
  const server = useServer(open)
  const gate = new Gate((request) => server().house.fetch(request))
  const url = useListener((request) => gate.fetch(request))
  let pool: TestPool
  let otherClient: string
  beforeAll(async () => {
    const ExplicitAuthFlows = ['ALLOW_USER_SRP_AUTH' as const]
    pool = await makePool(server().house, {}, { ExplicitAuthFlows })
    for (const name of ['ada', 'bob']) await makeUser(server().house, pool, name)
    const { UserPoolClient } = await sdkFor(server().house).createUserPoolClient({
      UserPoolId: pool.poolId,
      ClientName: 'other',
      ExplicitAuthFlows,
    })
    otherClient = UserPoolClient?.ClientId ?? ''
  })
  let handle: AuthHandler
  let browser: Browser
  const makeHandler = (userPoolClientId = pool.clientId, options: AuthHandlerOptions = {}) =>
    createAuthHandler(
      { Auth: { Cognito: { userPoolId: pool.poolId, userPoolClientId, userPoolEndpoint: url() } } },
      options,
    )
  beforeEach(() => {
    handle = makeHandler()
    browser = new Browser()
    gate.reset()
  })
  afterEach(() => vi.restoreAllMocks())

  const ask = async (path: string, input?: object, by = handle, from = browser) => {
    const response = await by(from.request(`/api/auth/${path}`, input))
    from.take(response.headers.getSetCookie())
    return { status: response.status, body: await response.json() }
  }
  const signIn = (username: string, by = handle, from = browser) =>
    ask('sign-in', { username, password: PASSWORD }, by, from)
  const keyOf = (clientId = pool.clientId) => `poolhouse.${clientId}.tokens.AWSCognitoIDP`
  const tokensIn = async (from = browser, key = keyOf()): Promise<Tokens> =>
    JSON.parse((await cookieStorage(requestCookies(from.request('/'))).getItem(key)) ?? 'null')

  /** Changes what is in the browser's cookies, and shows them to a server that has never seen them. */
  async function forge(changed: object | string): Promise<void> {
    const jar = requestCookies(browser.request('/'))
    const text = typeof changed === 'string' ? changed : JSON.stringify(changed)
    await cookieStorage(jar).setItem(keyOf(), text)
    browser.take(jar.setCookies())
    handle = makeHandler()
  }
  const NOBODY = { status: 200, body: { isSignedIn: false } }
  const rendered = async () =>
    (await handle.open(browser.request('/page')).auth.fetchAuthSession()).tokens

  it.each([
    ['no signature', (token: string) => `${token.split('.').slice(0, 2).join('.')}.`],
    ['the signature of another body', (token: string) => token],
    ['the algorithm "none"', () => ''],
    ['an algorithm of a shared secret', () => ''],
    ['a key that the pool has not', () => ''],
  ])('are nobody, with tokens that have %s', async (what, sign) => {
    await signIn('ada')
    const tokens = await tokensIn()
    const heads: Record<string, object> = {
      'the algorithm "none"': { alg: 'none' },
      'an algorithm of a shared secret': { alg: 'HS256' },
      'a key that the pool has not': { kid: 'mine' },
    }
    const asBob = (token: string) => {
      const body = { ...partOf(token, 1), username: 'bob', 'cognito:username': 'bob' }
      const forged = jwt({ ...partOf(token, 0), ...heads[what] }, body, token.split('.')[2])
      return sign(forged) || forged
    }
    const { accessToken, idToken } = tokens
    await forge({
      ...tokens,
      accessToken: asBob(accessToken),
      idToken: asBob(idToken),
      refreshToken: 'none',
    })
    expect(await rendered()).toBeUndefined()
    expect(await ask('session')).toEqual(NOBODY)
    // With a refresh token that is good they are whom the service says.
    await forge({
      ...tokens,
      accessToken: asBob(accessToken),
      idToken: asBob(idToken),
    })
    expect((await rendered())?.idToken?.payload['cognito:username']).toBe('ada')
    expect((await ask('session')).body).toMatchObject({ user: { username: 'ada' } })
  })

  it('are nobody, with one person’s access token and another’s ID token', async () => {
    const other = new Browser()
    await signIn('ada')
    await signIn('bob', handle, other)
    const { idToken } = await tokensIn(other)
    await forge({ ...(await tokensIn()), idToken, refreshToken: 'none' })
    expect(await rendered()).toBeUndefined()
  })

  it('are nobody, with tokens of another application or of the other kind', async () => {
    const other = new Browser()
    await signIn('ada', makeHandler(otherClient), other)
    const foreign = await tokensIn(other, keyOf(otherClient))
    for (const idToken of [foreign.idToken, undefined]) {
      await forge({ ...foreign, idToken, refreshToken: 'none' })
      expect(await rendered()).toBeUndefined()
    }
    browser = new Browser()
    await signIn('ada')
    const { idToken, ...tokens } = await tokensIn()
    await forge({ ...tokens, accessToken: idToken, refreshToken: 'none' })
    expect(await rendered()).toBeUndefined()
  })

  it('make no token last longer than it says itself', async () => {
    await signIn('ada')
    const tokens = await tokensIn()
    const late = { expiresAt: Date.now() * 2, clockDrift: -1e12, refreshToken: 'none' }
    await forge({ ...tokens, ...late })
    expect(await rendered()).toBeDefined()
    await forge({ ...tokens, ...late })
    const now = Date.now()
    vi.spyOn(Date, 'now').mockImplementation(() => now + 3_900_000)
    expect(await rendered()).toBeUndefined()
  })

  it('say nothing that the tokens do not', async () => {
    await signIn('ada')
    const signInDetails = { loginId: 'admin@example.com' }
    await forge({ ...(await tokensIn()), signInDetails })
    const { body } = await ask('session')
    expect(body).toMatchObject({ isSignedIn: true, user: { username: 'ada' } })
    expect(JSON.stringify(body)).not.toContain('admin@example.com')
    expect(gate.count('GetTokensFromRefreshToken')).toBe(0)
  })

  it.each(['5', '[]', '{}', 'null', '"x"', '{"accessToken":5}', '{"accessToken":"a.b.c"}', '{'])(
    'are nobody where they are %s, and let anybody sign in',
    async (text) => {
      const said = vi.spyOn(console, 'error').mockImplementation(() => {})
      await forge(text)
      expect(await ask('session')).toEqual(NOBODY)
      expect((await signIn('ada')).body).toMatchObject({ isSignedIn: true })
      expect((await ask('sign-out', {})).status).toBe(200)
      expect(said).not.toHaveBeenCalled()
    },
  )

  it('ask for the keys of the pool once, whatever keys they name', async () => {
    await signIn('ada')
    const tokens = await tokensIn()
    const [head, body] = [partOf(tokens.accessToken, 0), partOf(tokens.accessToken, 1)]
    handle = makeHandler()
    for (let round = 0; round < 5; round++) {
      const accessToken = jwt({ ...head, kid: `mine-${round}` }, body)
      const jar = requestCookies(browser.request('/'))
      const text = JSON.stringify({ ...tokens, accessToken, refreshToken: 'none' })
      await cookieStorage(jar).setItem(keyOf(), text)
      browser.take(jar.setCookies())
      expect(await ask('session')).toEqual(NOBODY)
    }
    expect(gate.count('GET')).toBe(1)
  })

  it('sign nobody out where the keys cannot be had: the service is asked', async () => {
    await signIn('ada')
    handle = makeHandler()
    gate.fail('GET')
    expect((await ask('session')).body).toMatchObject({ user: { username: 'ada' } })
    expect(gate.count('GetTokensFromRefreshToken')).toBe(1)
    expect((await ask('session')).body).toMatchObject({ user: { username: 'ada' } })
    expect(gate.count('GetTokensFromRefreshToken')).toBe(1)
  })

  it('two people who sign in at once get a session each, and one browser gets one of them', async () => {
    const browsers = [new Browser(), new Browser()]
    const names = ['ada', 'bob']
    await Promise.all(names.map((name, index) => signIn(name, handle, browsers[index])))
    const users = await Promise.all(
      browsers.map(async (from) => (await ask('session', undefined, handle, from)).body.user),
    )
    expect(users.map(({ username }) => username)).toEqual(names)

    const signedIn = names.map((username) =>
      handle(browser.request('/api/auth/sign-in', { username, password: PASSWORD })),
    )
    for (const response of await Promise.all(signedIn)) {
      browser.take(response.headers.getSetCookie())
    }
    const { body } = await ask('session')
    const [access, id] = Object.values(await tokensIn()).filter((value) => /^eyJ/.test(`${value}`))
    expect(partOf(`${access}`, 1).username).toBe(body.user.username)
    expect(partOf(`${id}`, 1).sub).toBe(partOf(`${access}`, 1).sub)
  })
})

describe('a request that somebody made up', () => {
  const handlerOf = (fetch: typeof globalThis.fetch, options: AuthHandlerOptions = {}) =>
    createAuthHandler({ Auth: { Cognito: POOL } }, { fetch, ...options })
  const refuse = () => Promise.reject(new TypeError('nothing may be asked'))
  const post = (path: string, body: BodyInit) =>
    new Request(`${SITE}/api/auth/${path}`, {
      method: 'POST',
      body,
      headers: { origin: SITE, 'content-type': 'application/json' },
      duplex: 'half',
    } as RequestInit)
  afterEach(() => vi.restoreAllMocks())

  it('is read no further than is allowed, though it does not say how long it is', async () => {
    let pulled = 0
    const endless = new ReadableStream({
      pull(controller) {
        pulled++
        controller.enqueue(new Uint8Array(16_384).fill(0x20))
      },
    })
    const response = await handlerOf(refuse)(post('sign-in', endless))
    expect(response.status).toBe(413)
    expect(await response.json()).toEqual({
      name: 'RequestRefused',
      message: 'Send at most 65536 bytes.',
      recoverySuggestion: expect.any(String),
    })
    expect(pulled).toBeLessThan(10)
  })

  it('is read whole where it comes in parts, with characters cut in two', async () => {
    const bytes = new TextEncoder().encode('{"username": "鍵", "ключ": "鍵"}')
    const parts = new ReadableStream({
      start(controller) {
        for (const byte of bytes) controller.enqueue(new Uint8Array([byte]))
        controller.close()
      },
    })
    const response = await handlerOf(refuse)(post('sign-in', parts))
    expect((await response.json()).message).toBe('The input may not have ключ.')
  })

  it.each([
    ['sign-in', '{"username": {"length": 1}}', 'username has to be a text.'],
    ['sign-in', '{"username": "a", "options": null}', 'options has to be an object.'],
    ['sign-in', '{"username": "a", "options": []}', 'options has to be an object.'],
    ['confirm-sign-in', '{"challengeResponse": ["@"]}', 'challengeResponse has to be a text.'],
    [
      'sign-in',
      '{"username": "a", "options": {"preferredChallenge": "WEB_AUTHN"}}',
      'options.preferredChallenge has to be "EMAIL_OTP" or "SMS_OTP" or "PASSWORD" or "PASSWORD_SRP".',
    ],
    ['sign-out', '{"global": "yes"}', 'global has to be true or false.'],
    [
      'sign-up',
      '{"username": "a", "options": {"userAttributes": {"email": 1}}}',
      'options.userAttributes has to be an object of texts.',
    ],
  ])('is refused by %s: %s', async (path, body, message) => {
    const response = await handlerOf(refuse)(post(path, body))
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ name: 'RequestRefused', message })
  })

  it.each(['constructor', '__proto__', 'toString', 'USER_AUTH_2'])(
    'begins no sign-in by the flow %s',
    async (authFlowType) => {
      const said = vi.spyOn(console, 'error').mockImplementation(() => {})
      const body = `{"username": "a", "password": "b", "options": {"authFlowType": "${authFlowType}"}}`
      const response = await handlerOf(refuse)(post('sign-in', body))
      expect(response.status).toBe(400)
      expect(said).not.toHaveBeenCalled()
    },
  )

  it.each([
    ['sign-in', '{"user": "a"}', 'user', 'username, password, options'],
    ['sign-in', '{"__proto__": {"username": "x"}}', '__proto__', 'username, password, options'],
    [
      'sign-up',
      '{"username": "a", "options": {"autoSignIn": true}}',
      'options.autoSignIn',
      'options.userAttributes, options.validationData, options.clientMetadata',
    ],
    ['resume-sign-in', '{"username": "a"}', 'username', 'no members'],
  ])('learns of %s what it may have instead: %s', async (path, body, stranger, members) => {
    const response = await handlerOf(refuse)(post(path, body))
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({
      name: 'RequestRefused',
      message: `The input may not have ${stranger}.`,
      recoverySuggestion: `It may have ${members}.`,
    })
    expect(({} as { username?: string }).username).toBeUndefined()
  })

  it('learns which endpoints there are', async () => {
    const response = await handlerOf(refuse)(post('signin', '{}'))
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({
      message: 'There is no /api/auth/signin.',
      recoverySuggestion: expect.stringMatching(
        /^There are GET \/api\/auth\/session, POST \/api\/auth\/sign-in, .*password\.$/,
      ),
    })
  })

  it('learns which method to use', async () => {
    const response = await handlerOf(refuse)(
      new Request(`${SITE}/api/auth/sign-in`, { headers: { origin: SITE } }),
    )
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST')
  })

  it('does not learn where the service is, or what it says to others', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {})
    const body = '{"username": "a", "password": "b"}'
    const lost = await handlerOf(refuse)(post('sign-in', body))
    expect(lost.status).toBe(502)
    expect(await lost.text()).not.toMatch(/amazonaws|nothing may be asked/)
    expect(said).toHaveBeenCalledOnce()
    for (const status of [200, 203, 302]) {
      const proxy = async () => new Response('<h1>Pay for this network</h1>', { status })
      const answer = await handlerOf(proxy)(post('sign-in', body))
      expect(answer.status).toBe(502)
    }
  })

  it.each([
    ['none', []],
    ['one that is no origin', ['https://app.example/path']],
    ['that of sandboxed frames', ['null']],
    ['one of another scheme', ['file:///']],
  ])('cannot come to a handler with origins that are %s', (_, origins) => {
    expect(() => handlerOf(refuse, { origins })).toThrow('origins')
  })

  it.each([
    [{ origin: ['https://app.example'] }, 'origin is not known; the nearest is origins.'],
    [{ origins: 'https://app.example' }, 'origins is "https://app.example". It should be a list'],
    [{ cookies: { sameSite: 'None' } }, 'cookies.sameSite is "None". It should be "Lax" or'],
    [{ cookies: { path: '/; Domain=example' } }, 'cookies.path is "/; Domain=example"'],
    [{ cookies: { maxAgeSeconds: '5' } }, 'cookies.maxAgeSeconds is "5". It should be a number.'],
  ])('comes to no handler with the options %j', (options, message) => {
    expect(() => handlerOf(refuse, options as object)).toThrow(`createAuthHandler: ${message}`)
  })

  it('comes to no handler whose configuration is wrong', () => {
    expect(() => createAuthHandler({ Auth: { Cognito: { userPoolId: 'x' } } })).toThrow(
      'userPoolId',
    )
  })

  it('is of a named origin however that was written, and its cookies are secure', async () => {
    const handle = handlerOf(refuse, {
      origins: ['HTTPS://App.Example:443/', 'http://localhost:3000'],
    })
    const request = post('sign-out', '{}')
    request.headers.set('cookie', '__Host-poolhouse.example.sign-in=1.x')
    const response = await handle(request)
    expect(response.status).toBe(200)
    expect(response.headers.getSetCookie()).toEqual([
      '__Host-poolhouse.example.sign-in=; Max-Age=0; Path=/; SameSite=Lax; Secure; HttpOnly',
    ])
  })
})
