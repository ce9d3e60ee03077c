/** Who is told what: three buses, any number of handlers, and connections that end. */
import { afterEach, expect, it, vi } from 'vitest'
import { createGem } from '../src/gem.ts'
import { type AuthProvider, createAuth, memoryStorage } from '../src/index.ts'
import { EmulatedIdentityPool } from './support/identity-pool.ts'

afterEach(() => vi.restoreAllMocks())

const mine: AuthProvider = {
  name: 'Mine',
  flows: {
    passwordSignIn: async () => ({
      provider: 'Mine',
      accessToken: 'mine',
      expiresAt: Date.now() + 60_000,
    }),
  },
}

function begin() {
  const identities = new EmulatedIdentityPool()
  const auth = createAuth(
    { Auth: { Cognito: { identityPoolId: 'us-east-1:pool' } } },
    {
      storage: memoryStorage(),
      fetch: async (input, init) => await identities.fetch(new Request(input, init)),
    },
  )
  const gem = createGem(auth, [mine])
  gem.AuthenticationProvider.Initialize(['Mine'])
  const signIn = () =>
    gem.AuthenticationProvider.PasswordGrantSingleFactorSignInAsync('Mine', 'ada', 'coin')
  const ask = () => gem.Authorization.RequestAWSCredentialsAsync()
  return { gem, signIn, ask }
}

/** The script of the Gem's page on scripting: a table that connects itself, and disconnects. */
class Script {
  readonly log: string[] = []
  #connections: { Disconnect(): void }[] = []

  OnActivate(gem: ReturnType<typeof createGem>) {
    this.#connections = [
      gem.AuthenticationProviderNotificationBus.Connect(this),
      gem.AWSCognitoAuthorizationNotificationBus.Connect(this),
    ]
  }
  OnPasswordGrantSingleFactorSignInSuccess() {
    this.log.push('login Success. Got tokens')
  }
  OnRequestAWSCredentialsSuccess() {
    this.log.push('Creds success')
  }
  OnDeactivate() {
    for (const connection of this.#connections) connection.Disconnect()
  }
}

it('tells a script what it has methods for, until it disconnects', async () => {
  const { gem, signIn, ask } = begin()
  const script = new Script()
  script.OnActivate(gem)
  await signIn()
  await ask()
  expect(script.log).toEqual(['login Success. Got tokens', 'Creds success'])
  script.OnDeactivate()
  await signIn()
  await ask()
  expect(script.log).toHaveLength(2)
})

it('tells on each bus what is its own, and nothing of the others', async () => {
  const { gem, signIn, ask } = begin()
  const told: string[] = []
  const handlerOf = (bus: string) =>
    new Proxy({}, { get: (_, name) => () => told.push(`${bus}: ${String(name)}`) })
  gem.AuthenticationProviderNotificationBus.Connect(handlerOf('authentication'))
  gem.AWSCognitoUserManagementNotificationBus.Connect(handlerOf('users'))
  gem.AWSCognitoAuthorizationNotificationBus.Connect(handlerOf('authorization'))
  await signIn()
  await ask()
  await gem.UserManagement.ForgotPasswordAsync('ada')
  expect(told).toEqual([
    'authentication: OnPasswordGrantSingleFactorSignInSuccess',
    'authorization: OnRequestAWSCredentialsSuccess',
    'users: OnForgotPasswordFail',
  ])
})

it('ends one connection of a handler that has two, and tells the others though one throws', async () => {
  const { gem, signIn } = begin()
  const { AuthenticationProviderNotificationBus: bus } = gem
  const complained = vi.spyOn(console, 'error').mockImplementation(() => {})
  const wrong = new Error('the handler is wrong')
  bus.Connect({
    OnPasswordGrantSingleFactorSignInSuccess: () => {
      throw wrong
    },
  })
  const handler = { OnPasswordGrantSingleFactorSignInSuccess: vi.fn() }
  const [first, second] = [bus.Connect(handler), bus.Connect(handler)]
  await signIn()
  expect(handler.OnPasswordGrantSingleFactorSignInSuccess).toHaveBeenCalledTimes(2)
  expect(complained).toHaveBeenCalledWith(wrong)
  first.Disconnect()
  first.Disconnect()
  await signIn()
  expect(handler.OnPasswordGrantSingleFactorSignInSuccess).toHaveBeenCalledTimes(3)
  second.Disconnect()
  await signIn()
  expect(handler.OnPasswordGrantSingleFactorSignInSuccess).toHaveBeenCalledTimes(3)
})
