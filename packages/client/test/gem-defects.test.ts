/**
 * The defects of the Gem, by their numbers, that a reading of its source found. Each of these was once true of
 * it. Numbers 3 and 4 are in `credentials.test.ts`; 5, 6 and 7 in `gem.test.ts`.
 */
import type { Poolhouse } from '@poolhouse/server'
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import { makePool, makeUser, PASSWORD } from '../../server/test/support/people.ts'
import { sdkFor } from '../../server/test/support/sdk.ts'
import { ALL, addPerson, makeMfaPool } from '../../server/test/support/second-factor.ts'
import { type AuthenticationTokens, createGem, ProviderNameEnum } from '../src/gem.ts'
import { type AnyConfig, createAuth, loginWithAmazon, memoryStorage } from '../src/index.ts'
import { AMAZON_CLIENT, EmulatedProvider } from './support/device-provider.ts'
import { listen } from './support/gem.ts'
import { onOneStore } from './support/one-store.ts'

const COGNITO = 'AWSCognitoIDP'
const PHONE = '+15550101234'

onOneStore('defects of the Gem that are not here', (open) => {
  let house: Poolhouse
  let cognito: object
  let mfaCognito: object
  beforeAll(async () => {
    house = await open()
    const pool = await makePool(house)
    await makeUser(house, pool, 'ada')
    cognito = { userPoolId: pool.poolId, userPoolClientId: pool.clientId }
    const mfa = await makeMfaPool(house, 'OPTIONAL', ALL)
    const ids = await addPerson(house, mfa, 'ada', {
      phone_number: PHONE,
      phone_number_verified: 'true',
    })
    const SMSMfaSettings = { Enabled: true, PreferredMfa: true }
    await sdkFor(house).adminSetUserMFAPreference({ ...ids, SMSMfaSettings })
    mfaCognito = { userPoolId: mfa.poolId, userPoolClientId: mfa.clientId }
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  /** The buses on a service that may be made to answer otherwise. */
  function begin(config: object, fetch: (request: Request) => Promise<Response> = house.fetch) {
    const auth = createAuth(
      { Auth: { Cognito: { userPoolEndpoint: house.publicUrl, ...config } } },
      {
        storage: memoryStorage(),
        fetch: async (input, init) => await fetch(new Request(input, init)),
      },
    )
    const gem = createGem(auth, [loginWithAmazon({ clientId: AMAZON_CLIENT })])
    const told = listen(gem)
    const requests = gem.AuthenticationProvider
    requests.Initialize([COGNITO, 'LoginWithAmazon'])
    const tokens = () => told.at(-1)?.[1] as AuthenticationTokens
    const signIn = () => requests.PasswordGrantSingleFactorSignInAsync(COGNITO, 'ada', PASSWORD)
    return { gem, requests, told, tokens, signIn }
  }
  const codeTo = async (to: string) => (await house.inbox.last(to))?.code ?? ''

  it('A8.1: tokens that are still good are told whole, not empty', async () => {
    const { requests, signIn, tokens } = begin(cognito)
    await signIn()
    const { AccessToken, OpenIdToken } = tokens()
    await requests.GetTokensWithRefreshAsync(COGNITO)
    expect(tokens()).toMatchObject({ AccessToken, OpenIdToken })
    expect(OpenIdToken).not.toBe('')
  })

  it('A8.2: a refresh that answers no refresh token loses none', async () => {
    const { requests, signIn, tokens, told } = begin(cognito)
    await signIn()
    const { RefreshToken } = tokens()
    for (let time = 0; time < 2; time++) {
      await requests.RefreshTokensAsync(COGNITO)
      expect(told.at(-1)?.[0]).toBe('OnRefreshTokensSuccess')
      expect(tokens().RefreshToken).toBe(RefreshToken)
    }
  })

  it('A8.8: a further challenge after the second factor is told', async () => {
    const { requests, told } = begin(mfaCognito, async (request) => {
      if (!request.headers.get('x-amz-target')?.endsWith('.RespondToAuthChallenge')) {
        return await house.fetch(request)
      }
      const challenge = { ChallengeName: 'NEW_PASSWORD_REQUIRED', Session: 'x'.repeat(20) }
      return Response.json({ ...challenge, ChallengeParameters: { requiredAttributes: '[]' } })
    })
    await requests.PasswordGrantMultiFactorSignInAsync(COGNITO, 'ada', PASSWORD)
    await requests.PasswordGrantMultiFactorConfirmSignInAsync(COGNITO, 'ada', '123456')
    expect(told.at(-1)).toEqual([
      'OnPasswordGrantMultiFactorConfirmSignInFail',
      'Unexpected Challenge type: NEW_PASSWORD_REQUIRED',
    ])
    expect(await requests.IsSignedIn(COGNITO)).toBe(false)
  })

  it('A8.8: the code may be given as soon as it is told that one is wanted', async () => {
    const { gem, requests, told } = begin(mfaCognito)
    const confirmed = Promise.withResolvers<void>()
    gem.AuthenticationProviderNotificationBus.Connect({
      OnPasswordGrantMultiFactorSignInSuccess: () =>
        confirmed.resolve(
          codeTo(PHONE).then((code) =>
            requests.PasswordGrantMultiFactorConfirmSignInAsync(COGNITO, 'ada', code),
          ),
        ),
    })
    await requests.PasswordGrantMultiFactorSignInAsync(COGNITO, 'ada', PASSWORD)
    await confirmed.promise
    expect(told.at(-1)?.[0]).toBe('OnPasswordGrantMultiFactorConfirmSignInSuccess')
  })

  it('A8.9: each of the three tokens is under its own name', async () => {
    const { signIn, tokens } = begin(cognito)
    await signIn()
    const { AccessToken, OpenIdToken, RefreshToken } = tokens()
    const useOf = (token: string) =>
      JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).token_use
    expect([useOf(AccessToken), useOf(OpenIdToken)]).toEqual(['access', 'id'])
    expect([AccessToken, OpenIdToken]).not.toContain(RefreshToken)
  })

  it('A8.10: signing out is told, the interval is kept, errors and bars arrive', async () => {
    const amazon = EmulatedProvider.amazon()
    const { requests, told, tokens } = begin(cognito, (request) => amazon.fetch(request))
    vi.useFakeTimers()
    amazon.failures.push('invalid_request')
    await requests.DeviceCodeGrantSignInAsync('LoginWithAmazon')
    expect(told.at(-1)?.[1]).toContain('invalid_request')
    await requests.DeviceCodeGrantSignInAsync('LoginWithAmazon')
    amazon.answer(String(told.at(-1)?.[1]), 'approved')
    const confirmed = requests.DeviceCodeGrantConfirmSignInAsync('LoginWithAmazon')
    await vi.advanceTimersByTimeAsync(29_000)
    expect(amazon.polls).toEqual([])
    await vi.advanceTimersByTimeAsync(1_000)
    await confirmed
    // Its refresh token has a bar in it, which a form has to encode.
    expect(tokens().RefreshToken).toMatch(/^Atzr\|/)
    await requests.RefreshTokensAsync('LoginWithAmazon')
    expect(told.at(-1)?.[0]).toBe('OnRefreshTokensSuccess')
    await requests.SignOut('LoginWithAmazon')
    expect(told.at(-1)).toEqual(['OnSignOut', 'LoginWithAmazon'])
  })

  it.each([
    ['Arcade', 'Incorrect string value for enum: Arcade'],
    ['constructor', 'Incorrect string value for enum: constructor'],
    ['Google', 'Failed to get Google settings object for path /AWS/Google'],
    ['Apple', 'There is no provider Apple'],
    [ProviderNameEnum.None, 'There is no provider None'],
  ])('A8.11: a warning names the provider that it is about: %s', (name, warning) => {
    const { requests } = begin(cognito)
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
    expect(requests.Initialize([name])).toBe(false)
    expect(warned.mock.calls).toEqual([
      [
        `${warning}. There are: AWSCognitoIDP, LoginWithAmazon; others are set up in AuthenticationProvider.setreg.`,
      ],
    ])
  })

  it('A8.11: the settings of Login with Amazon are named by their path', () => {
    const gem = createGem(createAuth({ Auth: { Cognito: cognito } } as AnyConfig))
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
    expect(gem.AuthenticationProvider.Initialize(['LoginWithAmazon'])).toBe(false)
    expect(warned.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^Failed to get login with Amazon settings object for path \/AWS\/LoginWithAmazon\. There are: AWSCognitoIDP;/,
        ),
      ],
    ])
  })

  it('a provider that is given alone, which a script may do, is told from a list', () => {
    const { requests } = begin(cognito)
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
    expect(requests.Initialize('AWSCognitoIDP' as never)).toBe(false)
    expect(warned.mock.calls).toEqual([
      ["Initialize takes a list of providers: ['AWSCognitoIDP']."],
    ])
  })
})
