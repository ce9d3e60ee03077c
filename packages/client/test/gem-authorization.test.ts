/** The Gem's device code grants and credentials: its own files, both providers, an emulated identity pool. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  type AuthenticationTokens,
  createGem,
  ProviderNameEnum,
  ProviderNameEnum_AWSCognitoIDP,
  ProviderNameEnum_Google,
  ProviderNameEnum_LoginWithAmazon,
  ProviderNameEnum_None,
} from '../src/gem.ts'
import { createAuth, mergeConfigs, readConfig } from '../src/index.ts'
import {
  AMAZON_CLIENT,
  EmulatedProvider,
  GOOGLE_CLIENT,
  SECRET,
} from './support/device-provider.ts'
import { listen } from './support/gem.ts'
import { EmulatedIdentityPool } from './support/identity-pool.ts'

const MAPPING = {
  AWSResourceMappings: {
    'AWSClientAuth.CognitoIdentityPoolId': {
      Type: 'AWS::Cognito::IdentityPool',
      'Name/ID': 'us-east-1:11111111-2222-4333-8444-555555555555',
    },
  },
  AccountId: '',
  Region: 'us-east-1',
  Version: '1.1.0',
}

const SETREG = {
  AWS: {
    LoginWithAmazon: {
      AppClientId: AMAZON_CLIENT,
      GrantType: 'device_code',
      ResponseType: 'device_code',
      OAuthCodeURL: 'https://amazon.example/auth/o2/create/codepair',
      OAuthTokensURL: 'https://amazon.example/auth/o2/token',
    },
    Google: {
      AppClientId: GOOGLE_CLIENT,
      ClientSecret: SECRET,
      GrantType: 'urn:ietf:params:oauth:grant-type:device_code',
      OAuthCodeURL: 'https://google.example/device/code',
      OAuthTokensURL: 'https://google.example/token',
    },
  },
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

function begin(config = mergeConfigs(readConfig(MAPPING), readConfig(SETREG))) {
  const amazon = EmulatedProvider.amazon()
  const google = EmulatedProvider.google()
  const identities = new EmulatedIdentityPool()
  const auth = createAuth(config, {
    fetch: async (input, init) => {
      const request = new Request(input, init)
      const { host } = new URL(request.url)
      if (host === 'amazon.example') return await rememberPerson(identities, amazon, request)
      if (host === 'google.example') return await google.fetch(request)
      return await identities.fetch(request)
    },
  })
  const gem = createGem(auth)
  const told = listen(gem)
  return { gem, told, amazon, google, identities, requests: gem.AuthenticationProvider }
}

/** Amazon's tokens are opaque: the identity pool would ask Amazon whom they are about. */
async function rememberPerson(
  identities: EmulatedIdentityPool,
  amazon: EmulatedProvider,
  request: Request,
): Promise<Response> {
  const response = await amazon.fetch(request)
  const { access_token } = await response.clone().json()
  if (access_token) identities.people.set(access_token, 'ada-at-amazon')
  return response
}

async function grant(
  { requests, told, ...servers }: ReturnType<typeof begin>,
  name: 'LoginWithAmazon' | 'Google',
) {
  await requests.DeviceCodeGrantSignInAsync(name)
  const [, userCode] = told.at(-1) ?? []
  const server = name === 'Google' ? servers.google : servers.amazon
  server.answer(String(userCode), 'approved', 'ada-at-google')
  const confirmed = requests.DeviceCodeGrantConfirmSignInAsync(name)
  await vi.advanceTimersByTimeAsync(30_000)
  await confirmed
  return told.at(-1) as [string, AuthenticationTokens]
}

it.each([
  ['LoginWithAmazon', 'https://amazon.example/us/code', 600],
  ['Google', 'https://google.example/device', 1800],
] as const)(
  'device flow with %s, by the words of its settings file',
  async (name, address, seconds) => {
    const begun = begin()
    const { requests, told } = begun
    expect(requests.Initialize(['LoginWithAmazon', 'Google'])).toBe(true)
    const [confirmed, tokens] = await grant(begun, name)
    expect(told[0]).toEqual([
      'OnDeviceCodeGrantSignInSuccess',
      expect.stringMatching(/^[0-9A-F]{8}$/),
      address,
      seconds,
    ])
    expect(confirmed).toBe('OnDeviceCodeGrantConfirmSignInSuccess')
    expect(tokens.GetProviderName()).toBe(name)
    expect(tokens.OpenIdToken).not.toBe('')
    expect(tokens.OpenIdToken === tokens.AccessToken).toBe(name === 'LoginWithAmazon')
    expect(await requests.IsSignedIn(name)).toBe(true)

    // Twice: what a refresh leaves out of its answer is still there for the next one (defect 2).
    for (let time = 0; time < 2; time++) {
      await requests.RefreshTokensAsync(name)
      const [refreshed, newer] = told.at(-1) as [string, AuthenticationTokens]
      expect(refreshed).toBe('OnRefreshTokensSuccess')
      expect(newer.AccessToken).not.toBe(tokens.AccessToken)
      expect(newer.RefreshToken).not.toBe('')
    }
    expect(await requests.SignOut(name)).toBe(true)
    expect(told.at(-1)).toEqual(['OnSignOut', name])
    expect(await requests.IsSignedIn(name)).toBe(false)
  },
)

it('sets providers up by a settings registry that it is initialized with', async () => {
  const begun = begin(readConfig(MAPPING))
  const { gem, requests, identities } = begun
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  expect(requests.Initialize(['Google'])).toBe(false)
  // Twice: it takes the place of what it set up before.
  for (let time = 0; time < 2; time++) {
    expect(requests.Initialize(['LoginWithAmazon', 'Google'], SETREG)).toBe(true)
  }
  const [confirmed] = await grant(begun, 'Google')
  expect(confirmed).toBe('OnDeviceCodeGrantConfirmSignInSuccess')
  expect(await gem.Authorization.HasPersistedLogins()).toBe(true)
  await gem.Authorization.RequestAWSCredentialsAsync()
  expect(Object.keys(identities.asked.at(-1)?.input.Logins ?? {})).toEqual(['accounts.google.com'])
})

it.each([
  [
    '@devroot@/Registry/authenticationProvider.setreg',
    'Failed to load the setting registry @devroot@/Registry/authenticationProvider.setreg: give what is in the file, as an object.',
  ],
  [
    { AWS: { Google: { AppClientId: 'g' } } },
    'AuthenticationProvider.setreg: AWS.Google.GrantType is missing. It should be a text that is not empty.',
  ],
])('warns of a settings registry that is of no use: %o', (settings, warning) => {
  const { requests } = begin()
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
  expect(requests.Initialize(['Google'], settings as never)).toBe(false)
  expect(warned.mock.calls).toEqual([[warning]])
})

it('knows providers by the numbers of ProviderNameEnum as by their names', async () => {
  expect(Object.entries(ProviderNameEnum)).toEqual([
    ['None', 0],
    ['AWSCognitoIDP', 1],
    ['LoginWithAmazon', 2],
    ['Twitch', 3],
    ['Google', 4],
    ['Apple', 5],
    ['Facebook', 6],
  ])
  expect([
    ProviderNameEnum_None,
    ProviderNameEnum_AWSCognitoIDP,
    ProviderNameEnum_LoginWithAmazon,
    ProviderNameEnum_Google,
  ]).toEqual([0, 1, 2, 4])
  const begun = begin()
  const { requests, told } = begun
  expect(requests.Initialize([ProviderNameEnum.Google])).toBe(true)
  await grant(begun, 'Google')
  await requests.GetTokensWithRefreshAsync(ProviderNameEnum.Google)
  expect(told.at(-1)?.[0]).toBe('OnRefreshTokensSuccess')
  expect(await requests.IsSignedIn(ProviderNameEnum.Google)).toBe(true)
  const tokens = await requests.GetAuthenticationTokens(ProviderNameEnum.Google)
  expect(tokens.GetProviderName()).toBe('Google')
  expect(await requests.SignOut(ProviderNameEnum_Google)).toBe(true)
  expect(told.at(-1)).toEqual(['OnSignOut', 'Google'])
  expect(await requests.SignOut(ProviderNameEnum.Twitch)).toBe(false)
})

it('tells why a device flow failed, in the words of the provider (defect 10)', async () => {
  const { requests, told, google } = begin()
  requests.Initialize(['Google'])
  await requests.DeviceCodeGrantConfirmSignInAsync('Google')
  expect(told.at(-1)?.[0]).toBe('OnDeviceCodeGrantConfirmSignInFail')
  await requests.DeviceCodeGrantSignInAsync('Google')
  google.answer(String(told.at(-1)?.[1]), 'denied')
  const confirmed = requests.DeviceCodeGrantConfirmSignInAsync('Google')
  await vi.advanceTimersByTimeAsync(5_000)
  await confirmed
  expect(told.at(-1)).toEqual([
    'OnDeviceCodeGrantConfirmSignInFail',
    'Google: access_denied (Forbidden).',
  ])
  google.failures.push('invalid_client')
  await requests.DeviceCodeGrantSignInAsync('Google')
  expect(told.at(-1)).toEqual([
    'OnDeviceCodeGrantSignInFail',
    expect.stringContaining('invalid_client'),
  ])
})

it('tells of password grants that neither provider has (defect 7)', async () => {
  const { requests, told } = begin()
  requests.Initialize(['LoginWithAmazon'])
  await requests.PasswordGrantSingleFactorSignInAsync('LoginWithAmazon', 'ada', 'x')
  await requests.PasswordGrantMultiFactorSignInAsync('LoginWithAmazon', 'ada', 'x')
  await requests.PasswordGrantMultiFactorConfirmSignInAsync('LoginWithAmazon', 'ada', '1')
  await requests.DeviceCodeGrantSignInAsync('Google')
  expect(told).toEqual([
    ['OnPasswordGrantSingleFactorSignInFail', 'Not supported'],
    ['OnPasswordGrantMultiFactorSignInFail', 'Not supported'],
    ['OnPasswordGrantMultiFactorConfirmSignInFail', 'Not supported'],
    ['OnDeviceCodeGrantSignInFail', 'Provider is not initialized'],
  ])
})

it('anonymous credentials, then those of whoever signs in, as one identity', async () => {
  const begun = begin()
  const { gem, requests, told, identities } = begun
  const { Authorization: authorization } = gem
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
  expect(authorization.Initialize()).toBe(true)
  expect(warned).toHaveBeenCalledWith(expect.stringContaining('Cognito User pool id'))
  requests.Initialize(['LoginWithAmazon', 'Google'])
  expect(await authorization.GetIdentityId()).toBe('')

  await authorization.RequestAWSCredentialsAsync()
  expect(told.at(-1)).toEqual([
    'OnRequestAWSCredentialsSuccess',
    {
      AWSAccessKeyId: 'ASIA',
      AWSSecretKey: 'secret',
      AWSSessionToken: expect.stringMatching(/^guest/),
    },
  ])
  const guest = await authorization.GetIdentityId()
  expect(guest).not.toBe('')
  expect(await authorization.HasPersistedLogins()).toBe(false)
  identities.take()
  await authorization.RequestAWSCredentialsAsync()
  expect(identities.take()).toEqual([])

  await grant(begun, 'Google')
  await grant(begun, 'LoginWithAmazon')
  expect(await authorization.HasPersistedLogins()).toBe(true)
  expect(await authorization.GetCognitoCredentialsProvider()()).toMatchObject({
    sessionToken: expect.stringMatching(/^authenticated/),
    identityId: guest,
  })
  expect(Object.keys(identities.asked.at(-1)?.input.Logins ?? {})).toEqual([
    'www.amazon.com',
    'accounts.google.com',
  ])

  // Asking for tokens that are still good must not empty the login (defect 1).
  await requests.GetTokensWithRefreshAsync('Google')
  await authorization.RequestAWSCredentialsAsync()
  expect(told.at(-1)?.[0]).toBe('OnRequestAWSCredentialsSuccess')

  await requests.SignOut('Google')
  await requests.SignOut('LoginWithAmazon')
  await authorization.RequestAWSCredentialsAsync()
  expect(told.at(-1)?.[1]).toMatchObject({ AWSSessionToken: expect.stringMatching(/^guest/) })
  expect(await authorization.GetIdentityId()).not.toBe(guest)
  await authorization.Reset()
  expect(await authorization.GetIdentityId()).toBe('')
})

it.each([
  ['an account', { AccountId: '123456789012' }, '', '123456789012'],
  ['an account of the pool alone', { AccountId: '123456789012' }, '210987654321', '210987654321'],
  ['an empty account', { AccountId: '' }, '', undefined],
  ['an account that is said to be empty', { AccountId: 'EMPTY' }, '', undefined],
  ['no account', { AccountId: undefined }, '', undefined],
])('asks for an identity by a mapping file with %s', async (_, root, ofPool, named) => {
  const key = 'AWSClientAuth.CognitoIdentityPoolId'
  const pool = { ...MAPPING.AWSResourceMappings[key], ...(ofPool && { AccountId: ofPool }) }
  const { gem, identities } = begin(
    readConfig({ ...MAPPING, ...root, AWSResourceMappings: { [key]: pool } }),
  )
  await gem.Authorization.RequestAWSCredentialsAsync()
  const [{ operation, input } = { operation: '', input: {} }] = identities.asked
  expect(operation).toBe('GetId')
  expect(input).toEqual({
    IdentityPoolId: MAPPING.AWSResourceMappings[key]['Name/ID'],
    ...(named && { AccountId: named }),
  })
})

it('says what an account in a mapping file should look like', () => {
  expect(() => readConfig({ ...MAPPING, AccountId: '1234' })).toThrow(
    'the resource mapping file: AccountId is "1234". It should be "123456789012": twelve digits, or empty.',
  )
})

it("has a guest's credentials for whoever is signed in, beside their own", async () => {
  const begun = begin()
  const { gem, requests, identities } = begun
  requests.Initialize(['Google'])
  await grant(begun, 'Google')
  const provide = gem.Authorization.GetCognitoCredentialsProvider()
  const anonymous = gem.Authorization.GetAnonymousCognitoCredentialsProvider()
  const mine = await provide()
  expect(mine.sessionToken).toMatch(/^authenticated/)
  const guest = await anonymous()
  expect(guest.sessionToken).toMatch(/^guest/)
  expect(guest.identityId).not.toBe(mine.identityId)
  expect(identities.asked.at(-1)?.input).not.toHaveProperty('Logins')

  // Neither is shown with the other's identity, and both are remembered.
  identities.take()
  expect([await provide(), await anonymous()]).toEqual([mine, guest])
  expect(identities.take()).toEqual([])
  expect(await gem.Authorization.GetIdentityId()).toBe(mine.identityId)
  await requests.RefreshTokensAsync('Google')
  expect((await provide()).identityId).toBe(mine.identityId)

  await gem.Authorization.Reset()
  expect((await anonymous()).identityId).not.toBe(guest.identityId)
})

describe("the Gem's place in the chain of credentials", () => {
  async function signedIn() {
    const begun = begin()
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
    begun.requests.Initialize(['Google'])
    await grant(begun, 'Google')
    const { Authorization: authorization } = begun.gem
    return { ...begun, warned, authorization, chain: authorization.GetCredentialsProvider() }
  }

  it('is before the defaults, with the credentials of who is signed in, or a guest', async () => {
    const { authorization, chain, requests, warned } = await signedIn()
    expect(authorization.GetCredentialHandlerOrder()).toBe(20)
    expect((await chain()).sessionToken).toMatch(/^authenticated/)
    await requests.SignOut('Google')
    expect((await chain()).sessionToken).toMatch(/^guest/)
    expect(warned).not.toHaveBeenCalled()
  })

  it('falls back to a guest where a login cannot be used, says so once, and comes back', async () => {
    const { authorization, chain, google, told, warned } = await signedIn()
    vi.setSystemTime(Date.now() + 3_600_000)
    google.failures.push(...Array.from({ length: 10 }, () => 'server_error'))
    expect((await chain()).sessionToken).toMatch(/^guest/)
    expect((await chain()).sessionToken).toMatch(/^guest/)
    expect(warned.mock.calls).toEqual([
      [
        'No logins found. Using Anonymous credential provider: Google: server_error (it answered 503).',
      ],
    ])
    // A guest is nobody unless the chain is asked: somebody is signed in.
    await expect(authorization.GetCognitoCredentialsProvider()()).rejects.toThrow('server_error')
    await authorization.RequestAWSCredentialsAsync()
    expect(told.at(-1)?.[0]).toBe('OnRequestAWSCredentialsFail')
    expect(await authorization.HasPersistedLogins()).toBe(true)

    google.failures.length = 0
    expect((await chain()).sessionToken).toMatch(/^authenticated/)
  })

  it('falls back where the identity pool refuses a login', async () => {
    const { chain, identities } = await signedIn()
    identities.refusesLogins = true
    expect((await chain()).sessionToken).toMatch(/^guest/)
  })

  it('fails as the login did where there are no guests either', async () => {
    const { chain, identities, requests } = await signedIn()
    identities.refusesLogins = true
    identities.allowsGuests = false
    await expect(chain()).rejects.toThrow('Invalid login token.')
    await requests.SignOut('Google')
    identities.take()
    await expect(chain()).rejects.toThrow('Unauthenticated access is not supported')
    expect(identities.take()).toEqual(['GetId'])
  })
})

it("tells that there are no credentials in the Gem's constant words, and the log why", async () => {
  const { gem, told, identities } = begin()
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
  identities.allowsGuests = false
  await gem.Authorization.RequestAWSCredentialsAsync()
  expect(told).toEqual([['OnRequestAWSCredentialsFail', 'Failed to get AWS credentials']])
  expect(warned.mock.calls).toEqual([
    [
      'Failed to get AWS credentials: Unauthenticated access is not supported for this identity pool.',
    ],
  ])
  const none = begin(readConfig(SETREG))
  expect(none.gem.Authorization.Initialize()).toBe(false)
  await none.gem.Authorization.RequestAWSCredentialsAsync()
  expect(none.told).toEqual([['OnRequestAWSCredentialsFail', 'Failed to get AWS credentials']])
  expect(none.identities.asked).toEqual([])
})
