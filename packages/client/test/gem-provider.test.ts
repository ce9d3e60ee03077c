/** A provider of one's own on the Gem's buses: what it answers is kept, refreshed, exchanged and ended here. */
import { expect, it } from 'vitest'
import { type AuthenticationTokens, createGem } from '../src/gem.ts'
import {
  AuthError,
  type AuthProvider,
  createAuth,
  memoryStorage,
  saveTokens,
} from '../src/index.ts'
import { unsignedJwt } from './support/device-provider.ts'
import { listen } from './support/gem.ts'
import { EmulatedIdentityPool } from './support/identity-pool.ts'

const HOUR_MS = 3_600_000
const ADA = { username: 'ada', password: 'coin' }
const ISSUER = 'https://arcade.example'

/** Tokens as a provider answers them, without keeping any. */
const answer = (accessToken: string) => ({
  provider: 'Mine',
  accessToken,
  idToken: unsignedJwt({ iss: ISSUER, sub: 'ada' }),
  refreshToken: 'spare coin',
  expiresAt: Date.now() + HOUR_MS,
})

function requireAda(given: object): void {
  expect(given).toEqual(ADA)
}

const FLOWS: AuthProvider['flows'] = {
  passwordSignIn: async (_core, who) => {
    requireAda(who)
    return answer('by password')
  },
  mfaSignIn: {
    begin: async (_core, who) => requireAda(who),
    confirm: async (_core, { username, code }) => {
      if (username === 'ada' && code === '123456') return answer('by code')
      throw new AuthError('CodeMismatchException', 'That is not the code.')
    },
  },
  refresh: async (_core, { refreshToken }) => answer(`for a ${refreshToken}`),
}

function begin(flows: AuthProvider['flows'] = FLOWS) {
  const identities = new EmulatedIdentityPool()
  const auth = createAuth(
    { Auth: { Cognito: { identityPoolId: 'us-east-1:pool' } } },
    {
      storage: memoryStorage(),
      fetch: async (input, init) => await identities.fetch(new Request(input, init)),
    },
  )
  const events: unknown[] = []
  auth.on('providerSignedIn', (data) => events.push(['providerSignedIn', data]))
  auth.on('providerSignedOut', (data) => events.push(['providerSignedOut', data]))
  const mine: AuthProvider = {
    name: 'Mine',
    login: { key: 'arcade.example', token: 'idToken' },
    flows,
  }
  const gem = createGem(auth, [mine])
  const told = listen(gem)
  const requests = gem.AuthenticationProvider
  requests.Initialize(['Mine'])
  const last = () => told.at(-1) as [name: string, payload: AuthenticationTokens]
  return { gem, requests, events, last }
}

it.each(['password', 'code'])(
  'keeps the tokens of a sign-in by %s, and tells of it',
  async (by) => {
    const { gem, requests, events, last } = begin()
    if (by === 'password') {
      await requests.PasswordGrantSingleFactorSignInAsync('Mine', 'ada', 'coin')
      expect(last()[0]).toBe('OnPasswordGrantSingleFactorSignInSuccess')
    } else {
      await requests.PasswordGrantMultiFactorSignInAsync('Mine', 'ada', 'coin')
      expect(last()).toEqual(['OnPasswordGrantMultiFactorSignInSuccess'])
      expect(await requests.IsSignedIn('Mine')).toBe(false)
      await requests.PasswordGrantMultiFactorConfirmSignInAsync('Mine', 'ada', '123456')
      expect(last()[0]).toBe('OnPasswordGrantMultiFactorConfirmSignInSuccess')
    }
    expect(last()[1].AccessToken).toBe(`by ${by}`)
    expect(events).toEqual([['providerSignedIn', { provider: 'Mine' }]])
    expect(await requests.IsSignedIn('Mine')).toBe(true)
    expect((await requests.GetAuthenticationTokens('Mine')).AccessToken).toBe(`by ${by}`)

    await requests.RefreshTokensAsync('Mine')
    expect(last()[0]).toBe('OnRefreshTokensSuccess')
    expect(last()[1].AccessToken).toBe('for a spare coin')

    await gem.Authorization.RequestAWSCredentialsAsync()
    expect(last()).toEqual([
      'OnRequestAWSCredentialsSuccess',
      expect.objectContaining({ AWSSessionToken: expect.stringMatching(/^authenticated/) }),
    ])

    expect(await requests.SignOut('Mine')).toBe(true)
    expect(events.at(-1)).toEqual(['providerSignedOut', { provider: 'Mine' }])
    expect(await requests.IsSignedIn('Mine')).toBe(false)
    await gem.Authorization.RequestAWSCredentialsAsync()
    expect(last()[1]).toMatchObject({ AWSSessionToken: expect.stringMatching(/^guest/) })
  },
)

it('has every token under a member and under a method, as scripts and C++ read them', async () => {
  const { requests, last } = begin()
  await requests.PasswordGrantSingleFactorSignInAsync('Mine', 'ada', 'coin')
  const [, tokens] = last()
  const { AccessToken, OpenIdToken, RefreshToken } = tokens
  expect([AccessToken, RefreshToken]).toEqual(['by password', 'spare coin'])
  expect(OpenIdToken).toMatch(/^eyJ/)
  expect([tokens.GetAccessToken(), tokens.GetOpenIdToken(), tokens.GetRefreshToken()]).toEqual([
    AccessToken,
    OpenIdToken,
    RefreshToken,
  ])
  expect([tokens.AreTokensValid(), tokens.GetProviderName()]).toEqual([true, 'Mine'])
  expect(tokens.GetTokensExpireTimeSeconds()).toBeGreaterThan(3_590)

  const none = await requests.GetAuthenticationTokens('Google')
  expect([none.GetAccessToken(), none.GetOpenIdToken(), none.GetRefreshToken()]).toEqual([
    '',
    '',
    '',
  ])
  expect([none.AreTokensValid(), none.GetProviderName()]).toEqual([false, 'None'])
  expect(none.GetTokensExpireTimeSeconds()).toBe(0)
})

it('tells of a code that is wrong, and keeps nothing', async () => {
  const { requests, events, last } = begin()
  await requests.PasswordGrantMultiFactorSignInAsync('Mine', 'ada', 'coin')
  await requests.PasswordGrantMultiFactorConfirmSignInAsync('Mine', 'ada', '000000')
  expect(last()).toEqual(['OnPasswordGrantMultiFactorConfirmSignInFail', 'That is not the code.'])
  expect(await requests.IsSignedIn('Mine')).toBe(false)
  expect(events).toEqual([])
})

it('tells once of a sign-in whose provider has kept the tokens itself', async () => {
  const { requests, events } = begin({
    passwordSignIn: async (core) => {
      const tokens = answer('kept')
      await saveTokens(core, tokens)
      return tokens
    },
  })
  await requests.PasswordGrantSingleFactorSignInAsync('Mine', 'ada', 'coin')
  expect(events).toEqual([['providerSignedIn', { provider: 'Mine' }]])
  expect(await requests.IsSignedIn('Mine')).toBe(true)
})

it.each([
  [{ ...answer('a'), provider: 'Other' }, 'names Other as its provider'],
  [{ ...answer('a'), expiresAt: Number.NaN }, 'lacks expiresAt (number)'],
  [undefined, 'accessToken (string)'],
])('keeps nothing of an answer that is none: %o', async (wrong, complaint) => {
  const { requests, events, last } = begin({ passwordSignIn: async () => wrong as never })
  await requests.PasswordGrantSingleFactorSignInAsync('Mine', 'ada', 'coin')
  expect(last()).toEqual([
    'OnPasswordGrantSingleFactorSignInFail',
    expect.stringContaining(complaint),
  ])
  expect(await requests.IsSignedIn('Mine')).toBe(false)
  expect(events).toEqual([])
})
