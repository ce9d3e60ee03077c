import { beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { useServer } from '../../server/test/clients/serve.ts'
import { makePool, makeUser, PASSWORD } from '../../server/test/support/people.ts'
import { ALL, addPerson, makeMfaPool, otherCode } from '../../server/test/support/second-factor.ts'
import { type AuthenticationTokens, createGem } from '../src/gem.ts'
import { type AuthProvider, createAuth } from '../src/index.ts'
import { collectEvents } from './support/application.ts'
import { listen } from './support/gem.ts'
import { onOneStore } from './support/one-store.ts'

const COGNITO = 'AWSCognitoIDP'
const PHONE = '+15550101234'

onOneStore("the Gem's buses", (open) => {
  const server = useServer(open)
  let cognito: object
  let mfaCognito: object
  beforeAll(async () => {
    const { house, url } = server()
    const pool = await makePool(house)
    await makeUser(house, pool, 'ada')
    await makeUser(house, pool, 'dan')
    cognito = { userPoolId: pool.poolId, userPoolClientId: pool.clientId, userPoolEndpoint: url }
    const mfa = await makeMfaPool(house, 'OPTIONAL', ALL)
    await addPerson(house, mfa, 'ada', { phone_number: PHONE, phone_number_verified: 'true' })
    mfaCognito = { userPoolId: mfa.poolId, userPoolClientId: mfa.clientId, userPoolEndpoint: url }
  })
  const begin = (config: object, providers: AuthProvider[] = []) => {
    const auth = createAuth({ Auth: { Cognito: config } })
    const gem = createGem(auth, providers)
    return { gem, requests: gem.AuthenticationProvider, told: listen(gem), auth }
  }
  const codeTo = async (to: string) => (await server().house.inbox.last(to))?.code ?? ''
  const tokensIn = (told: unknown[][]) => told.at(-1)?.[1] as AuthenticationTokens

  it('email sign-up and forgotten passwords', async () => {
    const { gem, told } = begin(cognito)
    const { UserManagement: users } = gem
    expect(users.Initialize()).toBe(true)
    await users.EmailSignUpAsync('bob', PASSWORD, 'bob@example.com')
    await users.ConfirmSignUpAsync('bob', '000000')
    await users.ConfirmSignUpAsync('bob', await codeTo('bob@example.com'))
    await users.ForgotPasswordAsync('bob')
    await users.ConfirmForgotPasswordAsync('bob', await codeTo('bob@example.com'), `${PASSWORD}!`)
    await users.EmailSignUpAsync('bob', PASSWORD, 'bob@example.com')
    expect(told).toEqual([
      ['OnEmailSignUpSuccess', expect.stringMatching(/^[\w-]{36}$/)],
      ['OnConfirmSignUpFail', expect.stringContaining('Invalid verification code')],
      ['OnConfirmSignUpSuccess'],
      ['OnForgotPasswordSuccess'],
      ['OnConfirmForgotPasswordSuccess'],
      ['OnEmailSignUpFail', 'User already exists'],
    ])
  })

  it('no accounts without an app client', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    onTestFinished(() => warn.mockRestore())
    const { gem } = begin({ identityPoolId: 'us-east-1:00000000-0000-4000-8000-000000000001' })
    expect(gem.UserManagement.Initialize()).toBe(false)
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('Missing Cognito App Client Id'))
  })

  it('password sign-in, refresh on demand with the tokens themselves, and sign-out', async () => {
    const { requests, told } = begin(cognito)
    expect(requests.Initialize([COGNITO])).toBe(true)
    await requests.PasswordGrantSingleFactorSignInAsync(COGNITO, 'ada', 'Not-Hers-1')
    expect(told.at(-1)).toEqual([
      'OnPasswordGrantSingleFactorSignInFail',
      'Incorrect username or password.',
    ])
    await requests.PasswordGrantSingleFactorSignInAsync(COGNITO, 'ada', PASSWORD)
    expect(told.at(-1)?.[0]).toBe('OnPasswordGrantSingleFactorSignInSuccess')
    const first = tokensIn(told)
    expect(first.GetProviderName()).toBe(COGNITO)
    expect(first.GetTokensExpireTimeSeconds()).toBeGreaterThan(3_500)

    // The Gem told of empty tokens here (defect 1), and lost the refresh token by refreshing (defect 2).
    await requests.GetTokensWithRefreshAsync(COGNITO)
    expect(tokensIn(told)).toMatchObject({
      AccessToken: first.AccessToken,
      OpenIdToken: first.OpenIdToken,
      RefreshToken: first.RefreshToken,
    })
    for (let time = 0; time < 2; time++) {
      await requests.RefreshTokensAsync(COGNITO)
      expect(told.at(-1)?.[0]).toBe('OnRefreshTokensSuccess')
      expect(tokensIn(told).RefreshToken).toBe(first.RefreshToken)
      expect(tokensIn(told).AccessToken).not.toBe(first.AccessToken)
    }
    expect(await requests.IsSignedIn(COGNITO)).toBe(true)
    expect(await requests.SignOut(COGNITO)).toBe(true)
    expect(told.at(-1)).toEqual(['OnSignOut', COGNITO])
    expect(await requests.IsSignedIn(COGNITO)).toBe(false)
  })

  it('MFA sign-in: enabled, asked for, confirmed after a wrong code', async () => {
    const { gem, requests, told } = begin(mfaCognito)
    requests.Initialize([COGNITO])
    await requests.PasswordGrantMultiFactorSignInAsync(COGNITO, 'ada', PASSWORD)
    expect(told.at(-1)).toEqual([
      'OnPasswordGrantMultiFactorSignInFail',
      'Unexpected Challenge type: ',
    ])
    await requests.PasswordGrantSingleFactorSignInAsync(COGNITO, 'ada', PASSWORD)
    await gem.UserManagement.EnableMFAAsync(tokensIn(told).AccessToken)
    expect(told.at(-1)).toEqual(['OnEnableMFASuccess'])

    await requests.PasswordGrantSingleFactorSignInAsync(COGNITO, 'ada', PASSWORD)
    expect(told.at(-1)).toEqual([
      'OnPasswordGrantSingleFactorSignInFail',
      'Unexpected Challenge type: SMS_MFA',
    ])
    await requests.PasswordGrantMultiFactorSignInAsync(COGNITO, 'ada', PASSWORD)
    expect(told.at(-1)).toEqual(['OnPasswordGrantMultiFactorSignInSuccess'])
    const code = await codeTo(PHONE)
    const confirm = (given: string) =>
      requests.PasswordGrantMultiFactorConfirmSignInAsync(COGNITO, 'ada', given)
    await confirm(otherCode(code))
    expect(told.at(-1)?.[0]).toBe('OnPasswordGrantMultiFactorConfirmSignInFail')
    await confirm(code)
    expect(told.at(-1)?.[0]).toBe('OnPasswordGrantMultiFactorConfirmSignInSuccess')
    expect(tokensIn(told).AreTokensValid()).toBe(true)
  })

  it('keeps nothing of who has no second factor, and whoever is signed in stays', async () => {
    const { auth, requests } = begin(cognito)
    requests.Initialize([COGNITO])
    await auth.signIn({ username: 'ada', password: PASSWORD })
    const events = collectEvents(auth)
    await requests.PasswordGrantMultiFactorSignInAsync(COGNITO, 'dan', PASSWORD)
    expect(events).toEqual([])
    expect(await auth.getCurrentUser()).toMatchObject({ username: 'ada' })
  })

  it('throws nothing where a request has no failure to tell, when the network is out', async () => {
    let isCut = false
    const auth = createAuth(
      { Auth: { Cognito: { ...cognito, identityPoolId: 'us-east-1:pool' } } },
      {
        fetch: (...request) =>
          isCut ? Promise.reject(new TypeError('the cable is out')) : fetch(...request),
      },
    )
    const { AuthenticationProvider: requests, Authorization } = createGem(auth, [])
    requests.Initialize([COGNITO])
    await auth.signIn({ username: 'ada', password: PASSWORD })
    isCut = true
    const later = Date.now() + 2 * 3_600_000
    const clock = vi.spyOn(Date, 'now').mockReturnValue(later)
    onTestFinished(() => clock.mockRestore())
    expect(await requests.IsSignedIn(COGNITO)).toBe(false)
    expect((await requests.GetAuthenticationTokens(COGNITO)).AccessToken).toBe('')
    expect(await Authorization.HasPersistedLogins()).toBe(true)
    expect(await Authorization.GetIdentityId()).toBe('')
  })

  it('says that a flow is not supported, and that a provider was not initialized (defect 7)', async () => {
    const { requests, told } = begin(cognito)
    await requests.DeviceCodeGrantSignInAsync(COGNITO)
    await requests.GetTokensWithRefreshAsync(COGNITO)
    requests.Initialize([COGNITO])
    await requests.DeviceCodeGrantSignInAsync(COGNITO)
    await requests.DeviceCodeGrantConfirmSignInAsync(COGNITO)
    expect(told).toEqual([
      ['OnDeviceCodeGrantSignInFail', 'Provider is not initialized'],
      ['OnRefreshTokensFail', 'Provider is not initialized'],
      ['OnDeviceCodeGrantSignInFail', 'Not supported'],
      ['OnDeviceCodeGrantConfirmSignInFail', 'Not supported'],
    ])
  })

  it('has ready what it was last initialized with, and nothing of before', async () => {
    const { requests, told } = begin(cognito)
    expect(requests.Initialize([COGNITO])).toBe(true)
    await requests.PasswordGrantSingleFactorSignInAsync(COGNITO, 'ada', PASSWORD)
    expect(requests.Initialize([])).toBe(true)
    expect(await requests.IsSignedIn(COGNITO)).toBe(false)
    expect((await requests.GetAuthenticationTokens(COGNITO)).AccessToken).toBe('')
    expect(await requests.SignOut(COGNITO)).toBe(false)
    await requests.GetTokensWithRefreshAsync(COGNITO)
    expect(told.at(-1)).toEqual(['OnRefreshTokensFail', 'Provider is not initialized'])
    // It is the buses' provider that is gone, not the session.
    requests.Initialize([COGNITO])
    expect(await requests.IsSignedIn(COGNITO)).toBe(true)
  })

  it('refuses providers that are not there, and has empty tokens of them (defects 5 and 6)', async () => {
    const { requests } = begin(cognito)
    expect(requests.Initialize(['Apple', COGNITO])).toBe(false)
    expect(await requests.SignOut('Apple')).toBe(false)
    const tokens = await requests.GetAuthenticationTokens('Apple')
    expect([tokens.AccessToken, tokens.AreTokensValid()]).toEqual(['', false])
    // The others are ready all the same.
    expect(await requests.SignOut(COGNITO)).toBe(true)
  })

  it('takes a provider of your own by one small interface', async () => {
    const mine = {
      provider: 'Mine',
      accessToken: 'mine',
      expiresAt: Date.now() + 60_000,
      clockDrift: 0,
    }
    const { requests, told } = begin(cognito, [
      { name: 'Mine', flows: { passwordSignIn: async () => mine } },
    ])
    expect(requests.Initialize(['Mine'])).toBe(true)
    await requests.PasswordGrantSingleFactorSignInAsync('Mine', 'ada', 'anything')
    expect(told.at(-1)?.[0]).toBe('OnPasswordGrantSingleFactorSignInSuccess')
    expect(tokensIn(told).AccessToken).toBe('mine')
  })
})
