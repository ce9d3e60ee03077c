/** The device flow, against emulated providers that speak as Amazon and Google do. */
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { useListener } from '../../server/test/clients/serve.ts'
import {
  type AuthProvider,
  type AuthStorage,
  beginDeviceSignIn,
  cancelDeviceSignIn,
  confirmDeviceSignIn,
  createCore,
  type DeviceCode,
  decodeJWT,
  google,
  loginWithAmazon,
  memoryStorage,
  oidcProvider,
  providerTokens,
  requireFlow,
  saveTokens,
  signInWithDevice,
  signOutOf,
  supportedFlows,
  type TokenSet,
  withSignal,
} from '../src/index.ts'
import {
  AMAZON_CLIENT,
  EmulatedProvider,
  GOOGLE_CLIENT,
  SECRET,
  unsignedJwt,
} from './support/device-provider.ts'

const HOUR_MS = 3_600_000

const EVENTS = [
  'deviceCode',
  'providerSignedIn',
  'providerSignedOut',
  'tokenRefresh',
  'tokenRefresh_failure',
] as const

const KINDS = {
  LoginWithAmazon: {
    open: EmulatedProvider.amazon,
    make: (more?: { scope: string }) => loginWithAmazon({ clientId: AMAZON_CLIENT, ...more }),
    hosts: ['api.amazon.com'],
    interval: 30,
    expires: 600,
    uri: 'https://amazon.example/us/code',
  },
  Google: {
    open: EmulatedProvider.google,
    make: (more?: { scope?: string }) =>
      google({ clientId: GOOGLE_CLIENT, clientSecret: SECRET, ...more }),
    hosts: ['oauth2.googleapis.com'],
    interval: 5,
    expires: 1800,
    uri: 'https://google.example/device',
  },
}

/** An application whose requests to the provider's real hosts end at the emulated one. */
function applicationAt(
  server: EmulatedProvider,
  hosts: readonly string[],
  storage: AuthStorage = memoryStorage(),
) {
  const state = { isCut: false, requests: 0 }
  const core = createCore(
    {},
    {
      storage,
      fetch: async (input, init) => {
        const request = new Request(input, init)
        state.requests++
        if (state.isCut) throw new TypeError('the cable is out')
        if (!hosts.includes(new URL(request.url).host)) throw new Error(`no road to ${request.url}`)
        return await server.fetch(request)
      },
    },
  )
  return { core, state }
}

describe.each(Object.entries(KINDS))('device flow with %s', (name, kind) => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  function begin() {
    const server = kind.open()
    const provider = kind.make()
    const { core, state } = applicationAt(server, kind.hosts)
    const events: [string, unknown][] = []
    for (const event of EVENTS) {
      core.events.on(event, (data) => events.push([event, data]))
    }
    return { server, provider, core, state, events }
  }
  const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000)

  it('shows a code, asks at the pace of the provider, and signs in', async () => {
    const { server, provider, core, events } = begin()
    let code: DeviceCode | undefined
    const onCode = (shown: DeviceCode) => {
      code = shown
    }
    const signedIn = signInWithDevice(core, provider, { onCode })
    await seconds(0)
    expect(code).toEqual({
      provider: name,
      userCode: expect.stringMatching(/^[0-9A-F]{8}$/),
      verificationUri: kind.uri,
      expiresInSeconds: kind.expires,
    })
    await seconds(kind.interval * 3.5)
    server.answer(code?.userCode ?? '', 'approved')
    await seconds(kind.interval)
    const tokens = await signedIn
    expect(tokens.provider).toBe(name)
    const left = tokens.expiresAt - (tokens.clockDrift ?? 0) - Date.now()
    expect(left).toBe(3600_000 - kind.interval * 500)
    expect(server.polls).toEqual([1, 2, 3, 4].map((turn) => turn * kind.interval))
    expect(await providerTokens(core, provider)).toEqual(JSON.parse(JSON.stringify(tokens)))
    expect(events).toEqual([
      ['deviceCode', code],
      ['providerSignedIn', { provider: name }],
    ])
    // Nothing of the code is left.
    await expect(confirmDeviceSignIn(core, provider)).rejects.toMatchObject({
      name: 'SignInException',
    })
  })

  it('asks five seconds less often after each slow_down', async () => {
    const { server, provider, core } = begin()
    const { userCode } = await beginDeviceSignIn(core, provider)
    const signedIn = confirmDeviceSignIn(core, provider)
    server.failures.push('slow_down', 'slow_down')
    await seconds(kind.interval * 3 + 15)
    expect(server.polls).toEqual([kind.interval * 3 + 15])
    server.answer(userCode, 'approved')
    await seconds(kind.interval + 10)
    await signedIn
    expect(server.polls.at(-1)).toBe(kind.interval * 4 + 25)
  })

  it('asks less often when the network or the provider fails, and goes on', async () => {
    const { server, provider, core, state } = begin()
    const { userCode } = await beginDeviceSignIn(core, provider)
    const signedIn = confirmDeviceSignIn(core, provider)
    state.isCut = true
    await seconds(kind.interval)
    state.isCut = false
    server.failures.push('server_error')
    await seconds(kind.interval * 2)
    expect(state.requests).toBe(3)
    server.answer(userCode, 'approved')
    await seconds(kind.interval * 4)
    await signedIn
    expect(server.polls).toEqual([kind.interval * 7])
  })

  it('ends when the person declines', async () => {
    const { server, provider, core } = begin()
    const { userCode } = await beginDeviceSignIn(core, provider)
    server.answer(userCode, 'denied')
    const signedIn = expect(confirmDeviceSignIn(core, provider)).rejects.toMatchObject({
      name: 'access_denied',
      message: expect.stringContaining(name),
    })
    await seconds(kind.interval)
    await signedIn
    expect(await providerTokens(core, provider)).toBeUndefined()
    await seconds(kind.interval * 10)
    expect(server.polls).toHaveLength(1)
  })

  it('ends when nobody enters the code in time', async () => {
    const { server, provider, core } = begin()
    await beginDeviceSignIn(core, provider)
    const signedIn = expect(confirmDeviceSignIn(core, provider)).rejects.toMatchObject({
      name: 'expired_token',
    })
    await seconds(kind.expires + 1)
    await signedIn
    const { length } = server.polls
    expect(length).toBe(kind.expires / kind.interval)
    await seconds(kind.expires)
    expect(server.polls).toHaveLength(length)
  })

  it('ends when the provider has forgotten the code', async () => {
    const { server, provider, core } = begin()
    await beginDeviceSignIn(core, provider)
    server.failures.push('invalid_grant')
    const signedIn = expect(confirmDeviceSignIn(core, provider)).rejects.toMatchObject({
      name: 'expired_token',
    })
    await seconds(kind.interval)
    await signedIn
  })

  it('ends at once when the core it runs on is aborted, whatever signal it was given', async () => {
    const { server, provider, core } = begin()
    const stop = new AbortController()
    const { signal } = new AbortController()
    const signedIn = signInWithDevice(withSignal(core, stop.signal), provider, { signal })
    const refused = expect(signedIn).rejects.toMatchObject({ name: 'AbortError' })
    await seconds(kind.interval * 1.5)
    stop.abort()
    await refused
    await seconds(kind.interval * 10)
    expect(server.polls).toHaveLength(1)
  })

  it('ends at once when it is aborted, and the code signs nobody in any more', async () => {
    const { server, provider, core } = begin()
    const stop = new AbortController()
    let code = ''
    const signedIn = signInWithDevice(core, provider, {
      signal: stop.signal,
      onCode: ({ userCode }) => {
        code = userCode
      },
    })
    const refused = expect(signedIn).rejects.toMatchObject({ name: 'AbortError' })
    await seconds(kind.interval * 1.5)
    stop.abort()
    await refused
    server.answer(code, 'approved')
    await seconds(kind.interval * 10)
    expect(server.polls).toHaveLength(1)
    expect(await providerTokens(core, provider)).toBeUndefined()
    await expect(confirmDeviceSignIn(core, provider)).rejects.toMatchObject({
      name: 'SignInException',
    })
  })

  it('goes on after a reload, and in another tab; one of them asks', async () => {
    const server = kind.open()
    const provider = kind.make()
    const storage = memoryStorage()
    const tabs = [1, 2, 3].map(() => applicationAt(server, kind.hosts, storage).core)
    const [first = createCore({})] = tabs
    const { userCode } = await beginDeviceSignIn(first, provider)
    const waiting = Promise.all(tabs.map((tab) => confirmDeviceSignIn(tab, provider)))
    await seconds(kind.interval * 2.5)
    server.answer(userCode, 'approved')
    await seconds(kind.interval)
    const signedIn = await waiting
    expect(new Set(signedIn.map(({ accessToken }) => accessToken)).size).toBe(1)
    expect(server.polls).toEqual([1, 2, 3].map((turn) => turn * kind.interval))
  })

  it('is forgotten by signing out, whatever the provider answers then', async () => {
    const { server, provider, core, events } = begin()
    const { userCode } = await beginDeviceSignIn(core, provider)
    const signedIn = expect(confirmDeviceSignIn(core, provider)).rejects.toMatchObject({
      name: 'SignInException',
    })
    server.answer(userCode, 'approved')
    // At the very moment that the tokens are kept.
    const { setItem } = core.storage
    core.storage.setItem = async (key, value) => {
      if (key.includes('tokens')) {
        core.storage.setItem = setItem
        await cancelDeviceSignIn(core, provider)
      }
      await setItem(key, value)
    }
    await seconds(kind.interval)
    await signedIn
    expect(await providerTokens(core, provider)).toBeUndefined()
    await signOutOf(core, provider)
    expect(events.at(-1)).toEqual(['providerSignedOut', { provider: name }])
  })

  it('leaves whoever is signed in already, when the code is given up as its answer arrives', async () => {
    const { server, provider, core } = begin()
    const before = { accessToken: 'before', expiresAt: Date.now() + HOUR_MS, clockDrift: 0 }
    await saveTokens(core, { provider: name, ...before })
    const { userCode } = await beginDeviceSignIn(core, provider)
    const given = expect(confirmDeviceSignIn(core, provider)).rejects.toMatchObject({
      name: 'SignInException',
    })
    server.answer(userCode, 'approved')
    const { setItem } = core.storage
    core.storage.setItem = async (key, value) => {
      core.storage.setItem = setItem
      await setItem(key, value)
      await cancelDeviceSignIn(core, provider)
    }
    await seconds(kind.interval)
    await given
    expect(await providerTokens(core, provider)).toMatchObject(before)
  })

  describe('refreshes', () => {
    async function signedIn() {
      const begun = begin()
      const { userCode } = await beginDeviceSignIn(begun.core, begun.provider)
      begun.server.answer(userCode, 'approved')
      const tokens = confirmDeviceSignIn(begun.core, begun.provider)
      await seconds(kind.interval)
      return { ...begun, first: await tokens }
    }

    it('on demand when expired, one request for ten calls, and again after that', async () => {
      const { server, provider, core, first } = await signedIn()
      expect((await providerTokens(core, provider))?.accessToken).toBe(first.accessToken)
      expect(server.refreshes).toBe(0)
      // Twice: the second works only with the refresh token that the first answer left out or replaced.
      for (const turn of [1, 2]) {
        await seconds(HOUR_MS / 1000)
        const asked = Array.from({ length: 10 }, () => providerTokens(core, provider))
        const tokens = await Promise.all(asked)
        expect(new Set(tokens.map((one) => one?.accessToken)).size).toBe(1)
        expect(tokens[0]?.accessToken).not.toBe(first.accessToken)
        expect(tokens[0]?.refreshToken).toBeTruthy()
        expect(server.refreshes).toBe(turn)
      }
    })

    it('and tells once whose tokens they were', async () => {
      const { provider, core, events } = await signedIn()
      events.length = 0
      await seconds(HOUR_MS / 1000)
      await Promise.all([1, 2, 3].map(() => providerTokens(core, provider)))
      expect(events).toEqual([['tokenRefresh', { provider: name }]])
    })

    it('and signs out when the provider has ended the session', async () => {
      const { server, provider, core, events } = await signedIn()
      server.revokeAll()
      events.length = 0
      const asked = [1, 2, 3].map(() => providerTokens(core, provider, { forceRefresh: true }))
      expect(await Promise.all(asked)).toEqual([undefined, undefined, undefined])
      expect(await providerTokens(core, provider)).toBeUndefined()
      expect(server.refreshes).toBe(1)
      const error = expect.objectContaining({ name: 'NotAuthorizedException' })
      expect(events).toEqual([
        ['tokenRefresh_failure', { error, provider: name }],
        ['providerSignedOut', { provider: name }],
      ])
    })

    it('and signs nobody out when the network fails', async () => {
      const { provider, core, state, first, events } = await signedIn()
      state.isCut = true
      events.length = 0
      await expect(providerTokens(core, provider, { forceRefresh: true })).rejects.toMatchObject({
        name: 'NetworkError',
      })
      const error = expect.objectContaining({ name: 'NetworkError' })
      expect(events).toEqual([['tokenRefresh_failure', { error, provider: name }]])
      state.isCut = false
      expect((await providerTokens(core, provider))?.accessToken).toBe(first.accessToken)
    })
  })

  it('says which flows it supports, and which not', () => {
    const provider = kind.make()
    expect(supportedFlows(provider)).toEqual(['deviceFlow', 'refresh'])
    expect(() => requireFlow(provider, 'passwordSignIn')).toThrow(
      expect.objectContaining({
        name: 'UnsupportedFlowException',
        message: `Not supported: ${name} has no password sign-in.`,
        recoverySuggestion: 'It supports device flow, refresh.',
      }),
    )
  })

  it('tells the error of a client that is refused', async () => {
    const { server, provider, core } = begin()
    server.failures.push('invalid_client')
    await expect(beginDeviceSignIn(core, provider)).rejects.toMatchObject({
      name: 'invalid_client',
      recoverySuggestion: expect.stringContaining('client id'),
    })
  })

  it.each([
    ['an interval', { interval: 1e12 }],
    ['a lifetime', { expires_in: 1e12, interval: 1e12 }],
    ['an interval of nothing', { interval: -1 }],
    ['an interval that is no number', { interval: 'often' }],
    ['an interval of next to nothing', { interval: 1e-9 }],
  ])('is not hurried by %s beyond reason', async (_, overrides) => {
    const { server, provider, core } = begin()
    server.overrides = overrides
    const stop = new AbortController()
    const mine = withSignal(core, stop.signal)
    const { expiresInSeconds } = await beginDeviceSignIn(mine, provider)
    expect(expiresInSeconds).toBeLessThanOrEqual(86_400)
    const ended = expect(confirmDeviceSignIn(mine, provider)).rejects.toMatchObject({
      name: 'AbortError',
    })
    await seconds(30)
    stop.abort()
    await ended
    expect(server.polls.length).toBeLessThanOrEqual(6)
  })

  it.each([
    ['no number', Number.NaN],
    ['never', Number.POSITIVE_INFINITY],
    ['beyond what timers hold', 9e15],
  ])('is not hurried by a provider of your own whose times are %s', async (_, time) => {
    const poll = vi.fn(async () => 'pending' as const)
    const mine: AuthProvider = {
      name: 'Mine',
      flows: {
        deviceFlow: {
          begin: async () => ({
            deviceCode: 'd',
            userCode: 'u',
            verificationUri: kind.uri,
            expiresAt: time,
            intervalMs: time,
          }),
          poll,
        },
      },
    }
    const stop = new AbortController()
    const core = withSignal(createCore({}), stop.signal)
    await beginDeviceSignIn(core, mine)
    const ended = expect(confirmDeviceSignIn(core, mine)).rejects.toMatchObject({
      name: 'AbortError',
    })
    await seconds(30)
    stop.abort()
    await ended
    expect(poll.mock.calls.length).toBeLessThanOrEqual(6)
  })

  it('shows no address that is not one of the web', async () => {
    const { server, provider, core } = begin()
    const member = new URL(kind.uri).host.startsWith('google')
      ? 'verification_url'
      : 'verification_uri'
    server.overrides = { [member]: 'javascript:alert(1)' }
    await expect(beginDeviceSignIn(core, provider)).rejects.toMatchObject({
      name: 'invalid_response',
    })
  })
})

it('percent-encodes what a form reserves, in every field that is sent', async () => {
  // The Gem put these together as they were (its defect 10): `&` ended a field, `+` was a space.
  const reserved = 'a+b&c|d%20=e'
  const encoded = 'a%2Bb%26c%7Cd%2520%3De'
  const bodies: string[] = []
  const core = createCore(
    {},
    {
      fetch: async (input, init) => {
        bodies.push(await new Request(input, init).text())
        return Response.json({
          ...{ device_code: reserved, user_code: reserved, expires_in: 600 },
          ...{ verification_uri: 'https://a.example/', verification_url: 'https://g.example/' },
          ...{ access_token: 'new', refresh_token: reserved },
        })
      },
    },
  )
  const client = { clientId: reserved, clientSecret: reserved, scope: 'profile' }
  for (const provider of [loginWithAmazon(client), google(client)]) {
    const { begin, poll } = requireFlow(provider, 'deviceFlow')
    const tokens = await poll(core, await begin(core))
    await requireFlow(provider, 'refresh')(core, tokens as TokenSet)
  }
  const grant = 'urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code'
  expect(bodies).toEqual([
    `response_type=device_code&client_id=${encoded}&scope=profile`,
    `grant_type=device_code&user_code=${encoded}&device_code=${encoded}`,
    `grant_type=refresh_token&client_id=${encoded}&refresh_token=${encoded}`,
    `client_id=${encoded}&scope=profile`,
    `grant_type=${grant}&client_id=${encoded}&client_secret=${encoded}&device_code=${encoded}`,
    `grant_type=refresh_token&client_id=${encoded}&client_secret=${encoded}&refresh_token=${encoded}`,
  ])
})

it.each(Object.entries(KINDS))('tells that %s does not know a scope', async (_, kind) => {
  const { core } = applicationAt(kind.open(), kind.hosts)
  await expect(beginDeviceSignIn(core, kind.make({ scope: 'moon' }))).rejects.toMatchObject({
    name: 'invalid_scope',
    recoverySuggestion: 'Check the scopes that are asked for.',
  })
})

describe('Google', () => {
  const { open, make, hosts } = KINDS.Google

  it.each([
    ['an ID token for openid, which is asked for unless another scope is given', {}, 'someone'],
    ['none without openid', { scope: 'profile' }, undefined],
  ])('gives %s', async (_, options, subject) => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const server = open()
    const { core } = applicationAt(server, hosts)
    const provider = make(options)
    const { userCode } = await beginDeviceSignIn(core, provider)
    server.answer(userCode, 'approved')
    const signedIn = confirmDeviceSignIn(core, provider)
    await vi.advanceTimersByTimeAsync(5_000)
    const { idToken } = await signedIn
    expect(idToken && decodeJWT(idToken).payload.sub).toBe(subject)
  })

  it('is understood where it says error_code, of a limit that was reached', async () => {
    const server = open()
    const { core } = applicationAt(server, hosts)
    server.failures.push('rate_limit_exceeded')
    await expect(beginDeviceSignIn(core, make())).rejects.toMatchObject({
      name: 'rate_limit_exceeded',
      metadata: { httpStatusCode: 403 },
    })
  })

  it.each([
    ['of another issuer', { iss: 'https://accounts.evil.example' }],
    ['for another client', { aud: 'another-client' }],
    ['for another party', { azp: 'another-client' }],
    ['about nobody', { sub: '' }],
  ])('is not believed an ID token %s', async (_, wrong) => {
    vi.useFakeTimers()
    const server = open()
    const { core } = applicationAt(server, hosts)
    const { userCode } = await beginDeviceSignIn(core, make())
    const right = { iss: 'accounts.google.com', aud: GOOGLE_CLIENT, sub: 'someone' }
    server.answer(userCode, 'approved')
    server.overrides = { id_token: unsignedJwt({ ...right, ...wrong }) }
    const refused = expect(confirmDeviceSignIn(core, make())).rejects.toMatchObject({
      name: 'InvalidTokens',
    })
    await vi.advanceTimersByTimeAsync(5_000)
    await refused
    vi.useRealTimers()
  })

  it('refreshes when the ID token ends, though the access token lives longer', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const server = open()
    const { core } = applicationAt(server, hosts)
    const provider = make()
    const { userCode } = await beginDeviceSignIn(core, provider)
    server.answer(userCode, 'approved')
    server.overrides = { expires_in: 4 * 3600 }
    const signedIn = confirmDeviceSignIn(core, provider)
    await vi.advanceTimersByTimeAsync(5_000)
    const first = await signedIn
    await vi.advanceTimersByTimeAsync(HOUR_MS - 10_000)
    expect((await providerTokens(core, provider))?.accessToken).toBe(first.accessToken)
    await vi.advanceTimersByTimeAsync(10_000)
    expect((await providerTokens(core, provider))?.idToken).not.toBe(first.idToken)
    expect(server.refreshes).toBe(1)
  })

  it('gives no refresh token: a refresh that is forced is refused, and nobody signed out', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const server = open()
    const { core } = applicationAt(server, hosts)
    const provider = make()
    const { userCode } = await beginDeviceSignIn(core, provider)
    server.answer(userCode, 'approved')
    server.overrides = { refresh_token: '' }
    const signedIn = confirmDeviceSignIn(core, provider)
    await vi.advanceTimersByTimeAsync(5_000)
    const { accessToken } = await signedIn
    await expect(providerTokens(core, provider, { forceRefresh: true })).rejects.toMatchObject({
      name: 'TokenRefreshException',
    })
    expect((await providerTokens(core, provider))?.accessToken).toBe(accessToken)
    await vi.advanceTimersByTimeAsync(HOUR_MS)
    expect(await providerTokens(core, provider)).toBeUndefined()
  })

  it('is asked again after 428 though the body was lost on the way', async () => {
    const bare = createCore({}, { fetch: async () => new Response(null, { status: 428 }) })
    const flow = requireFlow(make(), 'deviceFlow')
    const authorization = {
      deviceCode: 'd',
      userCode: 'u',
      verificationUri: 'https://google.example',
      expiresAt: Date.now() + 1000,
      intervalMs: 1000,
    }
    expect(await flow.poll(bare, authorization)).toBe('pending')
  })
})

describe('an OpenID provider', () => {
  const server = EmulatedProvider.openId()
  const seen: string[] = []
  let document: Record<string, unknown> = {}
  const url = useListener(async (request) => {
    const { pathname } = new URL(request.url)
    seen.push(`${pathname} ${request.headers.get('authorization') ?? ''}`.trim())
    if (pathname.endsWith('openid-configuration')) return Response.json(document)
    const form = new URLSearchParams(await request.text())
    // The emulated one wants the secret in the form, and at the second step only.
    if (form.get('grant_type')) form.set('client_secret', SECRET)
    else form.delete('client_secret')
    return await server.fetch(new Request(request.url, { method: 'POST', body: form }))
  })
  const origin = () => url().replace(/\/$/, '')
  const describeItself = (more: object) => ({
    issuer: origin(),
    device_authorization_endpoint: `${origin()}/device/code`,
    token_endpoint: `${origin()}/token`,
    ...more,
  })
  const provider = (clientSecret?: string): AuthProvider =>
    oidcProvider({ name: 'Ours', issuer: origin(), clientId: GOOGLE_CLIENT, clientSecret })
  beforeEach(() => {
    seen.length = 0
    document = describeItself({})
    const id_token = unsignedJwt({ iss: origin(), aud: [GOOGLE_CLIENT], sub: 'someone' })
    server.overrides = {
      interval: 1,
      verification_uri: 'https://ours.example/device',
      verification_uri_complete: 'https://ours.example/device?code=1',
      id_token,
    }
  })

  it.each([
    ['in a header, where its document does not say', {}, true],
    [
      'in the form, where its document allows it',
      { token_endpoint_auth_methods_supported: ['client_secret_post'] },
      false,
    ],
  ])('is found by discovery, and gets the secret %s', async (_, more, isInHeader) => {
    document = describeItself(more)
    const core = createCore({}, {})
    const mine = provider(SECRET)
    const code = await beginDeviceSignIn(core, mine)
    expect(code.verificationUriComplete).toBe('https://ours.example/device?code=1')
    server.answer(code.userCode, 'approved')
    server.failures.push('authorization_pending')
    // The emulated one counts in whole intervals of its own: nobody waits for those here.
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 10_000)
    const { idToken } = await confirmDeviceSignIn(core, mine)
    vi.restoreAllMocks()
    expect(idToken).toBeDefined()
    const basic = isInHeader
      ? ` Basic ${btoa(`${GOOGLE_CLIENT}:${encodeURIComponent(SECRET)}`)}`
      : ''
    expect(seen).toEqual([
      '/.well-known/openid-configuration',
      `/device/code${basic}`,
      `/token${basic}`,
      `/token${basic}`,
    ])
    expect(mine.login?.key).toBe(new URL(origin()).host)
  })

  it.each(['device_authorization_endpoint', 'token_endpoint'])(
    'is refused when its %s is not on TLS',
    async (member) => {
      document = describeItself({ [member]: 'http://ours.example/asked' })
      await expect(beginDeviceSignIn(createCore({}), provider())).rejects.toMatchObject({
        name: 'InsecureEndpoint',
        message: 'http://ours.example/asked is no https:// address.',
      })
    },
  )

  it('on TLS is refused when it names an address without it, on this machine too', async () => {
    const issuer = 'https://ours.example'
    const mine = oidcProvider({ name: 'Ours', issuer, clientId: 'c' })
    const core = createCore(
      {},
      { fetch: async () => Response.json({ ...describeItself({}), issuer }) },
    )
    await expect(beginDeviceSignIn(core, mine)).rejects.toMatchObject({ name: 'InsecureEndpoint' })
  })

  it('is refused when its document describes another', async () => {
    document = describeItself({ issuer: 'https://elsewhere.example' })
    await expect(beginDeviceSignIn(createCore({}), provider())).rejects.toMatchObject({
      name: 'InvalidIssuer',
    })
  })

  it('is asked again after a document that failed', async () => {
    document = describeItself({ issuer: '' })
    const mine = provider()
    await expect(beginDeviceSignIn(createCore({}), mine)).rejects.toThrow()
    document = describeItself({})
    await beginDeviceSignIn(createCore({}), mine)
  })

  it('without a device flow is a clear error', async () => {
    document = describeItself({ device_authorization_endpoint: undefined })
    await expect(beginDeviceSignIn(createCore({}), provider())).rejects.toMatchObject({
      name: 'UnsupportedFlowException',
      message: 'Not supported: Ours has no device flow.',
    })
  })
})

it.each([
  'http://api.amazon.example/code',
  'http://localhost.example/code',
  'http://127.0.0.1.example/code',
  'http://10.0.0.1/code',
  'ftp://localhost/code',
  'code',
])('a provider is not asked at %s', async (codeUrl) => {
  const asked = vi.fn(async () => Response.json({}))
  const core = createCore({}, { fetch: asked })
  const begun = beginDeviceSignIn(core, loginWithAmazon({ clientId: 'a', codeUrl }))
  await expect(begun).rejects.toMatchObject({ name: 'InsecureEndpoint' })
  expect(asked).not.toHaveBeenCalled()
})

it.each(['http://localhost:1/', 'http://auth.localhost/', 'http://127.8.9.1/', 'http://[::1]:1/'])(
  'a provider on this machine is asked at %s',
  async (codeUrl) => {
    const asked = vi.fn(async () => Response.json({}))
    const core = createCore({}, { fetch: asked })
    const begun = beginDeviceSignIn(core, loginWithAmazon({ clientId: 'a', codeUrl }))
    await expect(begun).rejects.toMatchObject({ name: 'invalid_response' })
    expect(asked).toHaveBeenCalled()
  },
)

it('a provider of your own takes one object', async () => {
  const core = createCore({})
  const mine: AuthProvider = {
    name: 'Arcade',
    flows: {
      passwordSignIn: async (own, { username }) => {
        const tokens = {
          provider: 'Arcade',
          accessToken: `token of ${username}`,
          expiresAt: Date.now() + 1_000,
          clockDrift: 0,
        }
        await saveTokens(own, tokens)
        return tokens
      },
    },
  }
  const { accessToken } = await requireFlow(mine, 'passwordSignIn')(core, {
    username: 'ada',
    password: 'x',
  })
  expect(accessToken).toBe('token of ada')
  // Within five seconds of its end a token counts as expired, and this provider refreshes nothing.
  expect(await providerTokens(core, mine)).toBeUndefined()
  await expect(beginDeviceSignIn(core, mine)).rejects.toMatchObject({
    message: 'Not supported: Arcade has no device flow.',
    recoverySuggestion: 'It supports password sign-in.',
  })
})

describe('the tokens of a provider of your own', () => {
  const renew = vi.fn(async () => ({ accessToken: 'new', expiresAt: Date.now() + 60_000 }))
  const mine: AuthProvider = { name: 'Arcade', flows: { refresh: renew } }
  const old = { provider: 'Arcade', accessToken: 'old', expiresAt: Date.now() - 1_000 }

  it('are refreshed although it says nothing of its clock', async () => {
    const core = createCore({}, { storage: memoryStorage() })
    await saveTokens(core, old)
    expect(await providerTokens(core, mine)).toMatchObject({ accessToken: 'new' })
    expect(await providerTokens(core, mine)).toMatchObject({ accessToken: 'new' })
    expect(renew).toHaveBeenCalledOnce()
  })

  it.each([
    [{ expiresAt: undefined }, 'Arcade: a token set lacks expiresAt (number).'],
    [{ expiresAt: Number.NaN }, 'Arcade: a token set lacks expiresAt (number).'],
    [
      { accessToken: 5, clockDrift: 'none' },
      'Arcade: a token set lacks accessToken (string), clockDrift (number|undefined).',
    ],
  ])('are refused by name where they are incomplete: %o', async (gaps, message) => {
    const core = createCore({}, { storage: memoryStorage() })
    await saveTokens(core, old)
    const kept = saveTokens(core, { ...old, ...gaps } as TokenSet)
    await expect(kept).rejects.toMatchObject({ name: 'InvalidTokens', message })
    renew.mockResolvedValueOnce({ expiresAt: Number.NaN, accessToken: 'new' })
    await expect(providerTokens(core, mine)).rejects.toMatchObject({ name: 'InvalidTokens' })
    // Nobody is signed out by that.
    expect(await providerTokens(core, mine)).toMatchObject({ accessToken: 'new' })
  })
  it.each([
    [{ provider: 'Other' }, 'Arcade: a token set names Other as its provider.'],
    [
      { expiresAt: Math.round(Date.now() / 1_000) },
      'Arcade: a token set has expiresAt in seconds, not milliseconds.',
    ],
  ])('are refused where nobody could find or keep them: %o', async (changed, message) => {
    const core = createCore({}, { storage: memoryStorage() })
    renew.mockResolvedValueOnce({ accessToken: 'new', ...changed } as never)
    await saveTokens(core, old)
    await expect(providerTokens(core, mine)).rejects.toMatchObject({ message })
  })

  it.each([undefined, null, 'done'])('are no other answer of a poll: %s', async (answer) => {
    const begin = async () => ({
      ...{ deviceCode: 'x', userCode: 'A', verificationUri: 'https://arcade.example/' },
      ...{ expiresAt: Date.now() + 60_000, intervalMs: 0 },
    })
    const deviceFlow = { begin, poll: async () => answer }
    const provider = { name: 'Arcade', flows: { deviceFlow } } as unknown as AuthProvider
    const signedIn = signInWithDevice(createCore({}), provider)
    await expect(signedIn).rejects.toMatchObject({
      name: 'InvalidTokens',
      message: `Arcade: poll answered ${answer}.`,
    })
  })

  it('are asked for with a code that is whole', async () => {
    const deviceFlow = { begin: async () => ({ userCode: 'A' }), poll: async () => 'pending' }
    const provider = { name: 'Arcade', flows: { deviceFlow } } as unknown as AuthProvider
    await expect(beginDeviceSignIn(createCore({}), provider)).rejects.toMatchObject({
      name: 'invalid_response',
      message: 'Arcade: its code lacks deviceCode (string), verificationUri (string).',
    })
  })
})
