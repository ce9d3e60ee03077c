/** Every notification of the Gem's three buses, success and failure: what brings it about, and what it carries. */
import type { Poolhouse } from '@poolhouse/server'
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import { makeUser, PASSWORD, type TestPool } from '../../server/test/support/people.ts'
import { sdkFor } from '../../server/test/support/sdk.ts'
import { addPerson, makeMfaPool, otherCode } from '../../server/test/support/second-factor.ts'
import {
  type AuthenticationProviderNotifications,
  type AuthenticationTokens,
  type AuthorizationNotifications,
  createGem,
  type UserManagementNotifications,
} from '../src/gem.ts'
import { createAuth, loginWithAmazon, memoryStorage } from '../src/index.ts'
import { AMAZON_CLIENT, EmulatedProvider } from './support/device-provider.ts'
import { listen } from './support/gem.ts'
import { EmulatedIdentityPool } from './support/identity-pool.ts'
import { onOneStore } from './support/one-store.ts'

const COGNITO = 'AWSCognitoIDP'
const AMAZON = 'LoginWithAmazon'
const PHONE = '+15550101234'

type Name =
  | keyof AuthenticationProviderNotifications
  | keyof UserManagementNotifications
  | keyof AuthorizationNotifications

type Game = ReturnType<typeof play>

interface Case {
  readonly when: (game: Game) => Promise<unknown>
  readonly payload: readonly unknown[]
}

/** The buses on a pool, with Amazon's device flow and an identity pool, all of them initialized. */
function play(house: Poolhouse, pool: TestPool) {
  const amazon = EmulatedProvider.amazon()
  const identities = new EmulatedIdentityPool()
  const Cognito = {
    userPoolId: pool.poolId,
    userPoolClientId: pool.clientId,
    userPoolEndpoint: house.publicUrl,
    identityPoolId: 'us-east-1:pool',
  }
  const auth = createAuth(
    { Auth: { Cognito } },
    {
      storage: memoryStorage(),
      fetch: async (input, init) => {
        const request = new Request(input, init)
        const { host } = new URL(request.url)
        if (host.startsWith('cognito-identity.')) return await identities.fetch(request)
        return await (host === 'api.amazon.com' ? amazon : house).fetch(request)
      },
    },
  )
  const gem = createGem(auth, [loginWithAmazon({ clientId: AMAZON_CLIENT })])
  const told = listen(gem)
  const { AuthenticationProvider: requests, UserManagement: users, Authorization } = gem
  requests.Initialize([COGNITO, AMAZON])
  return {
    requests,
    users,
    identities,
    amazon,
    told,
    askForCredentials: () => Authorization.RequestAWSCredentialsAsync(),
    tokens: () => told.at(-1)?.[1] as AuthenticationTokens,
    codeTo: async (to: string) => (await house.inbox.last(to))?.code ?? '',
    signIn: (password = PASSWORD) =>
      requests.PasswordGrantSingleFactorSignInAsync(COGNITO, 'ada', password),
    askForFactor: (username: string) =>
      requests.PasswordGrantMultiFactorSignInAsync(COGNITO, username, PASSWORD),
    confirmFactor: (code: string) =>
      requests.PasswordGrantMultiFactorConfirmSignInAsync(COGNITO, 'mia', code),
  }
}

const TOKENS = expect.objectContaining({
  AccessToken: expect.stringMatching(/./),
  OpenIdToken: expect.stringMatching(/./),
  RefreshToken: expect.stringMatching(/./),
})
const UNIQUE_ID = expect.stringMatching(/^[\w-]{36}$/)
const WRONG_CODE = 'Invalid verification code provided, please try again.'

const CASES: Readonly<Record<Name, Case>> = {
  OnPasswordGrantSingleFactorSignInSuccess: { when: ({ signIn }) => signIn(), payload: [TOKENS] },
  OnPasswordGrantSingleFactorSignInFail: {
    when: ({ signIn }) => signIn('Not-Hers-1'),
    payload: ['Incorrect username or password.'],
  },
  OnPasswordGrantMultiFactorSignInSuccess: {
    when: ({ askForFactor }) => askForFactor('mia'),
    payload: [],
  },
  OnPasswordGrantMultiFactorSignInFail: {
    when: ({ askForFactor }) => askForFactor('ada'),
    payload: ['Unexpected Challenge type: '],
  },
  OnPasswordGrantMultiFactorConfirmSignInSuccess: {
    async when({ askForFactor, confirmFactor, codeTo }) {
      await askForFactor('mia')
      await confirmFactor(await codeTo(PHONE))
    },
    payload: [TOKENS],
  },
  OnPasswordGrantMultiFactorConfirmSignInFail: {
    async when({ askForFactor, confirmFactor, codeTo }) {
      await askForFactor('mia')
      await confirmFactor(otherCode(await codeTo(PHONE)))
    },
    payload: [WRONG_CODE],
  },
  OnDeviceCodeGrantSignInSuccess: {
    when: ({ requests }) => requests.DeviceCodeGrantSignInAsync(AMAZON),
    payload: [expect.stringMatching(/^[0-9A-F]{8}$/), 'https://amazon.example/us/code', 600],
  },
  OnDeviceCodeGrantSignInFail: {
    when: ({ requests, amazon }) => {
      amazon.failures.push('invalid_request')
      return requests.DeviceCodeGrantSignInAsync(AMAZON)
    },
    payload: ['LoginWithAmazon: invalid_request (it answered 400).'],
  },
  OnDeviceCodeGrantConfirmSignInSuccess: {
    async when({ requests, amazon, told }) {
      vi.useFakeTimers()
      await requests.DeviceCodeGrantSignInAsync(AMAZON)
      amazon.answer(String(told.at(-1)?.[1]), 'approved')
      const confirmed = requests.DeviceCodeGrantConfirmSignInAsync(AMAZON)
      await vi.advanceTimersByTimeAsync(30_000)
      await confirmed
    },
    payload: [TOKENS],
  },
  OnDeviceCodeGrantConfirmSignInFail: {
    when: ({ requests }) => requests.DeviceCodeGrantConfirmSignInAsync(AMAZON),
    payload: ['LoginWithAmazon waits for no code.'],
  },
  OnRefreshTokensSuccess: {
    async when({ signIn, requests }) {
      await signIn()
      await requests.RefreshTokensAsync(COGNITO)
    },
    payload: [TOKENS],
  },
  OnRefreshTokensFail: {
    when: ({ requests }) => requests.RefreshTokensAsync(COGNITO),
    payload: ['Nobody is signed in with this provider.'],
  },
  OnSignOut: {
    async when({ signIn, requests }) {
      await signIn()
      await requests.SignOut(COGNITO)
    },
    payload: [COGNITO],
  },
  OnEmailSignUpSuccess: {
    when: ({ users }) => users.EmailSignUpAsync('bob', PASSWORD, 'bob@example.com'),
    payload: [UNIQUE_ID],
  },
  OnEmailSignUpFail: {
    when: ({ users }) => users.EmailSignUpAsync('ada', PASSWORD, 'ada@example.com'),
    payload: ['User already exists'],
  },
  OnPhoneSignUpSuccess: {
    when: ({ users }) => users.PhoneSignUpAsync('cleo', PASSWORD, '+15550105678'),
    payload: [UNIQUE_ID],
  },
  OnPhoneSignUpFail: {
    when: ({ users }) => users.PhoneSignUpAsync('ada', PASSWORD, '+15550105678'),
    payload: ['User already exists'],
  },
  OnConfirmSignUpSuccess: {
    async when({ users, codeTo }) {
      await users.EmailSignUpAsync('dan', PASSWORD, 'dan@example.com')
      await users.ConfirmSignUpAsync('dan', await codeTo('dan@example.com'))
    },
    payload: [],
  },
  OnConfirmSignUpFail: {
    async when({ users, codeTo }) {
      await users.EmailSignUpAsync('finn', PASSWORD, 'finn@example.com')
      await users.ConfirmSignUpAsync('finn', otherCode(await codeTo('finn@example.com')))
    },
    payload: [WRONG_CODE],
  },
  OnForgotPasswordSuccess: { when: ({ users }) => users.ForgotPasswordAsync('eve'), payload: [] },
  OnForgotPasswordFail: {
    when: ({ users }) => users.ForgotPasswordAsync('nobody'),
    payload: ['Username/client id combination not found.'],
  },
  OnConfirmForgotPasswordSuccess: {
    async when({ users, codeTo }) {
      await users.ForgotPasswordAsync('eve')
      const code = await codeTo('eve@example.com')
      await users.ConfirmForgotPasswordAsync('eve', code, `${PASSWORD}!`)
    },
    payload: [],
  },
  OnConfirmForgotPasswordFail: {
    async when({ users, codeTo }) {
      await users.ForgotPasswordAsync('eve')
      const code = otherCode(await codeTo('eve@example.com'))
      await users.ConfirmForgotPasswordAsync('eve', code, `${PASSWORD}!`)
    },
    payload: [WRONG_CODE],
  },
  OnEnableMFASuccess: {
    async when({ requests, users, tokens }) {
      await requests.PasswordGrantSingleFactorSignInAsync(COGNITO, 'gus', PASSWORD)
      await users.EnableMFAAsync(tokens().AccessToken)
    },
    payload: [],
  },
  OnEnableMFAFail: {
    when: ({ users }) => users.EnableMFAAsync('no.access.token'),
    payload: ['Invalid Access Token'],
  },
  OnRequestAWSCredentialsSuccess: {
    when: ({ askForCredentials }) => askForCredentials(),
    payload: [
      {
        AWSAccessKeyId: 'ASIA',
        AWSSecretKey: 'secret',
        AWSSessionToken: expect.stringMatching(/^guest/),
      },
    ],
  },
  OnRequestAWSCredentialsFail: {
    when: ({ askForCredentials, identities }) => {
      identities.allowsGuests = false
      vi.spyOn(console, 'warn').mockImplementation(() => {})
      return askForCredentials()
    },
    payload: ['Failed to get AWS credentials'],
  },
}

onOneStore('notifications of the Gem', (open) => {
  let house: Poolhouse
  let pool: TestPool
  beforeAll(async () => {
    house = await open()
    pool = await makeMfaPool(house, 'OPTIONAL')
    await makeUser(house, pool, 'ada')
    await makeUser(house, pool, 'eve')
    const phone = { phone_number: PHONE, phone_number_verified: 'true' }
    await addPerson(house, pool, 'gus', phone)
    const ids = await addPerson(house, pool, 'mia', phone)
    const SMSMfaSettings = { Enabled: true, PreferredMfa: true }
    await sdkFor(house).adminSetUserMFAPreference({ ...ids, SMSMfaSettings })
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  it.each(Object.entries(CASES))('%s', async (name, { when, payload }) => {
    const game = play(house, pool)
    await when(game)
    expect(game.told.at(-1)).toEqual([name, ...payload])
    const opposite = name.replace(/(Success|Fail)$/, (end) => (end === 'Fail' ? 'Success' : 'Fail'))
    const names = game.told.map(([one]) => one)
    expect(names.filter((one) => one === name || one === opposite)).toEqual([name])
  })
})
