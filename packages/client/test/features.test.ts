/**
 * The features that the AWS Client Auth Gem promises, a test each, in its own words and on its own buses. What
 * each has to withstand is in the suites of its area: `gem`, `device-flow`, `credentials`, `suites/`.
 */
import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import type { Poolhouse } from '@poolhouse/server'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { makePool, makeUser, PASSWORD, type TestPool } from '../../server/test/support/people.ts'
import { sdkFor } from '../../server/test/support/sdk.ts'
import { ALL, addPerson, EVERY_FLOW } from '../../server/test/support/second-factor.ts'
import { onEachStore } from '../../server/test/support/stores.ts'
import { type AuthenticationTokens, createGem } from '../src/gem.ts'
import { type AuthProvider, createAuth, google, loginWithAmazon } from '../src/index.ts'
import {
  AMAZON_CLIENT,
  EmulatedProvider,
  GOOGLE_CLIENT,
  SECRET,
} from './support/device-provider.ts'
import { listen } from './support/gem.ts'
import { EmulatedIdentityPool } from './support/identity-pool.ts'

const COGNITO = 'AWSCognitoIDP'
const PHONE = '+15550101234'
const EMAIL = 'bob@example.com'
const MINUTE_MS = 60_000

/** As their settings files name them; the addresses are the providers' own. */
const AMAZON = loginWithAmazon({ clientId: AMAZON_CLIENT })
const GOOGLE = google({ clientId: GOOGLE_CLIENT, clientSecret: SECRET })

onEachStore('the features of the Gem', (open) => {
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makePool(
      house,
      { AutoVerifiedAttributes: ['email', 'phone_number'] },
      { ExplicitAuthFlows: [...EVERY_FLOW] },
    )
    const UserPoolId = pool.poolId
    await sdkFor(house).setUserPoolMfaConfig({ UserPoolId, MfaConfiguration: 'OPTIONAL', ...ALL })
    await makeUser(house, pool, 'ada')
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  /** A game with everything that it may use: the pool, both providers, and an identity pool. */
  function begin(own: readonly AuthProvider[] = []) {
    const identities = new EmulatedIdentityPool()
    const servers = {
      LoginWithAmazon: EmulatedProvider.amazon(),
      Google: EmulatedProvider.google(),
    }
    const Cognito = {
      userPoolId: pool.poolId,
      userPoolClientId: pool.clientId,
      userPoolEndpoint: house.publicUrl,
      identityPoolId: 'us-east-1:pool',
    }
    const auth = createAuth(
      { Auth: { Cognito } },
      {
        fetch: async (input, init) => {
          const request = new Request(input, init)
          const { host } = new URL(request.url)
          if (host.startsWith('cognito-identity.')) return await identities.fetch(request)
          if (host === 'api.amazon.com') return await servers.LoginWithAmazon.fetch(request)
          if (host === 'oauth2.googleapis.com') return await servers.Google.fetch(request)
          return await house.fetch(request)
        },
      },
    )
    const gem = createGem(auth, [AMAZON, GOOGLE, ...own])
    const told = listen(gem)
    const { AuthenticationProvider: requests, UserManagement: users, Authorization } = gem
    requests.Initialize([COGNITO, 'LoginWithAmazon', 'Google', ...own.map(({ name }) => name)])
    return {
      requests,
      users,
      identities,
      authorization: Authorization,
      last: () => told.at(-1)?.[0],
      tokens: () => told.at(-1)?.[1] as AuthenticationTokens,
      signIn: () => requests.PasswordGrantSingleFactorSignInAsync(COGNITO, 'ada', PASSWORD),
      /** The kind of credentials there are: a guest's, or of somebody authenticated. */
      async credentials() {
        await Authorization.RequestAWSCredentialsAsync()
        const [, given] = told.at(-1) ?? []
        return (given as { AWSSessionToken: string }).AWSSessionToken
      },
      async signInByDevice(name: keyof typeof servers) {
        vi.useFakeTimers()
        await requests.DeviceCodeGrantSignInAsync(name)
        expect(told.at(-1)?.[0]).toBe('OnDeviceCodeGrantSignInSuccess')
        servers[name].answer(String(told.at(-1)?.[1]), 'approved', 'ada')
        const confirmed = requests.DeviceCodeGrantConfirmSignInAsync(name)
        await vi.advanceTimersByTimeAsync(30_000)
        await confirmed
      },
    }
  }
  const codeTo = async (to: string) => (await house.inbox.last(to))?.code ?? ''
  const advance = (ms: number) => {
    const now = Date.now()
    vi.spyOn(Date, 'now').mockImplementation(() => now + ms)
  }

  describe('user management', () => {
    it('email sign-up', async () => {
      const { users, last } = begin()
      await users.EmailSignUpAsync('bob', PASSWORD, EMAIL)
      expect(last()).toBe('OnEmailSignUpSuccess')
      await users.ConfirmSignUpAsync('bob', await codeTo(EMAIL))
      expect(last()).toBe('OnConfirmSignUpSuccess')
    })

    it('phone sign-up', async () => {
      const { users, last } = begin()
      await users.PhoneSignUpAsync('cleo', PASSWORD, PHONE)
      expect(last()).toBe('OnPhoneSignUpSuccess')
      await users.ConfirmSignUpAsync('cleo', await codeTo(PHONE))
      expect(last()).toBe('OnConfirmSignUpSuccess')
    })

    it('enable MFA', async () => {
      const { users, requests, tokens, last } = begin()
      await addPerson(house, pool, 'dan', { phone_number: PHONE, phone_number_verified: 'true' })
      await requests.PasswordGrantSingleFactorSignInAsync(COGNITO, 'dan', PASSWORD)
      await users.EnableMFAAsync(tokens().AccessToken)
      expect(last()).toBe('OnEnableMFASuccess')
    })

    it('forgot password', async () => {
      const { users, last } = begin()
      await makeUser(house, pool, 'eve')
      await users.ForgotPasswordAsync('eve')
      expect(last()).toBe('OnForgotPasswordSuccess')
      const code = await codeTo('eve@example.com')
      await users.ConfirmForgotPasswordAsync('eve', code, `${PASSWORD}!`)
      expect(last()).toBe('OnConfirmForgotPasswordSuccess')
    })
  })

  describe('ways to authenticate', () => {
    it('password sign-in in the Cognito user pool', async () => {
      const { signIn, last } = begin()
      await signIn()
      expect(last()).toBe('OnPasswordGrantSingleFactorSignInSuccess')
    })

    it('MFA sign-in by the password flow in the Cognito user pool', async () => {
      const { requests, last } = begin()
      const phone = '+15550105678'
      const ids = await addPerson(house, pool, 'finn', {
        phone_number: phone,
        phone_number_verified: 'true',
      })
      const SMSMfaSettings = { Enabled: true, PreferredMfa: true }
      await sdkFor(house).adminSetUserMFAPreference({ ...ids, SMSMfaSettings })
      await requests.PasswordGrantMultiFactorSignInAsync(COGNITO, 'finn', PASSWORD)
      expect(last()).toBe('OnPasswordGrantMultiFactorSignInSuccess')
      const code = await codeTo(phone)
      await requests.PasswordGrantMultiFactorConfirmSignInAsync(COGNITO, 'finn', code)
      expect(last()).toBe('OnPasswordGrantMultiFactorConfirmSignInSuccess')
    })

    it.each(['LoginWithAmazon', 'Google'] as const)('device flow with %s', async (name) => {
      const { signInByDevice, last, tokens } = begin()
      await signInByDevice(name)
      expect(last()).toBe('OnDeviceCodeGrantConfirmSignInSuccess')
      expect(tokens().GetProviderName()).toBe(name)
    })

    it('custom provider', async () => {
      const set = { provider: 'Mine', accessToken: 'mine', clockDrift: 0 }
      const passwordSignIn = async () => ({ ...set, expiresAt: Date.now() + MINUTE_MS })
      const { requests, tokens } = begin([{ name: 'Mine', flows: { passwordSignIn } }])
      await requests.PasswordGrantSingleFactorSignInAsync('Mine', 'ada', 'anything')
      expect(tokens().AccessToken).toBe('mine')
      expect(await requests.IsSignedIn('Mine')).toBe(true)
    })

    it('refresh on demand if expired', async () => {
      const { requests, signIn, tokens } = begin()
      await signIn()
      const first = tokens().AccessToken
      await requests.GetTokensWithRefreshAsync(COGNITO)
      expect(tokens().AccessToken).toBe(first)
      advance(61 * MINUTE_MS)
      await requests.GetTokensWithRefreshAsync(COGNITO)
      expect(tokens().AccessToken).not.toBe(first)
    })
  })

  describe('AWS credentials', () => {
    it('authenticated credentials if somebody is signed in', async () => {
      const { signIn, credentials } = begin()
      await signIn()
      expect(await credentials()).toMatch(/^authenticated/)
    })

    it('anonymous credentials if nobody is', async () => {
      const { credentials } = begin()
      expect(await credentials()).toMatch(/^guest/)
    })

    it('automatic refresh', async () => {
      const { credentials } = begin()
      const first = await credentials()
      expect(await credentials()).toBe(first)
      advance(58 * MINUTE_MS)
      expect(await credentials()).not.toBe(first)
    })

    it('refresh of credentials when tokens are refreshed', async () => {
      const { requests, signIn, credentials } = begin()
      await signIn()
      const first = await credentials()
      await requests.RefreshTokensAsync(COGNITO)
      expect(await credentials()).not.toBe(first)
    })

    it('sharing with clients of the AWS SDK', async () => {
      const { authorization, signIn, identities } = begin()
      await signIn()
      const credentials = authorization.GetCognitoCredentialsProvider()
      const clients = [1, 2].map(
        () => new CognitoIdentityProvider({ region: 'us-east-1', credentials }),
      )
      const used = await Promise.all(clients.map((sdk) => sdk.config.credentials()))
      expect(used[0]?.sessionToken).toMatch(/^authenticated/)
      expect(used[1]?.sessionToken).toBe(used[0]?.sessionToken)
      expect(identities.take()).toEqual(['GetId', 'GetCredentialsForIdentity'])
    })

    it('invalidation on sign-out', async () => {
      const { requests, signIn, credentials } = begin()
      await signIn()
      expect(await credentials()).toMatch(/^authenticated/)
      await requests.SignOut(COGNITO)
      expect(await credentials()).toMatch(/^guest/)
    })

    it('linking of identities, if there are several sign-ins', async () => {
      const { signIn, signInByDevice, authorization, credentials, identities } = begin()
      await signIn()
      await credentials()
      const identity = await authorization.GetIdentityId()
      await signInByDevice('Google')
      await credentials()
      expect(await authorization.GetIdentityId()).toBe(identity)
      expect(Object.keys(identities.asked.at(-1)?.input.Logins ?? {})).toHaveLength(2)
    })
  })
})
