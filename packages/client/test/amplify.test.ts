import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Amplify as TheirAmplify } from 'aws-amplify'
import * as theirs from 'aws-amplify/auth'
import { cognitoUserPoolsTokenProvider as theirProvider } from 'aws-amplify/auth/cognito'
import * as theirUtils from 'aws-amplify/utils'
import { beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { Device, take } from '../../server/test/clients/device.ts'
import { useServer } from '../../server/test/clients/serve.ts'
import { makePool, makeUser, PASSWORD, type TestPool } from '../../server/test/support/people.ts'
import { sdkFor } from '../../server/test/support/sdk.ts'
import type { HubCapsule } from '../src/amplify/hub.ts'
import * as ours from '../src/amplify.ts'
import { memoryStorage } from '../src/storage/memory.ts'
import type { AuthStorage } from '../src/storage/storage.ts'
import { onOneStore } from './support/one-store.ts'

const { ConsoleLogger, Hub: TheirHub } = theirUtils

// It warns of every endpoint that is not Amazon's.
ConsoleLogger.LOG_LEVEL = 'ERROR'

const { Amplify, Hub } = ours

/** Of aws-amplify, its utils and auth/cognito: what has to do with signing in. */
const BESIDE = [
  'Amplify',
  'CookieStorage',
  'Hub',
  'cognitoUserPoolsTokenProvider',
  'defaultStorage',
  'sessionStorage',
  'sharedInMemoryStorage',
]

it('has every function of aws-amplify/auth, and what applications use beside them', () => {
  expect(Object.keys(ours).sort()).toEqual([...Object.keys(theirs), ...BESIDE].sort())
})

/** An input for each function that they have in common: nothing of it is empty. */
const INPUT = {
  username: 'ada',
  password: PASSWORD,
  newPassword: PASSWORD,
  oldPassword: PASSWORD,
  confirmationCode: '123456',
  challengeResponse: '123456',
  code: '123456',
  credentialId: 'credential',
  userAttributeKey: 'email',
  userAttributeKeys: ['nickname'],
  userAttributes: { nickname: 'Ada' },
  userAttribute: { attributeKey: 'nickname', value: 'Ada' },
}
const IDENTITY_POOL = 'us-east-1:00000000-0000-4000-8000-000000000001'

/** What becomes of each function with an input: what it answers, or the name of its error. */
const tryEach = (library: object, names: readonly string[], input: object) =>
  Promise.all(
    names.map(async (name) => {
      const run = Reflect.get(library, name) as (input: object) => Promise<unknown>
      return [name, await run(input).then(JSON.stringify, (error: Error) => error.name)]
    }),
  )
const NAMES = Object.keys(theirs).filter(
  (name) => !['AuthError', 'decodeJWT', 'signInWithRedirect'].includes(name),
)
const INPUTS = [INPUT, { ...INPUT, username: '' }]

it.each([
  ['without signing in', { Auth: undefined }],
  ['without a user pool', { Auth: { Cognito: { identityPoolId: IDENTITY_POOL } } }],
])('asks to be configured as Amplify does: configured %s', async (_, config) => {
  vi.resetModules()
  const anew = await import('../src/amplify.ts')
  TheirAmplify.configure(config as never)
  anew.Amplify.configure(config as never)
  for (const input of INPUTS) {
    expect(await tryEach(anew, NAMES, input)).toEqual(await tryEach(theirs, NAMES, input))
  }
})

it('asks to be configured as Amplify does: configured never', async () => {
  vi.resetModules()
  const anew = await import('../src/amplify.ts')
  // In a process of its own: here other tests have configured it.
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '--eval',
    `import * as theirs from 'aws-amplify/auth'
    const tryEach = ${tryEach}
    const [names, inputs] = ${JSON.stringify([NAMES, INPUTS])}
    console.log(JSON.stringify(await Promise.all(inputs.map((input) => tryEach(theirs, names, input)))))`,
  ])
  const ours = await Promise.all(INPUTS.map((input) => tryEach(anew, NAMES, input)))
  expect(JSON.parse(JSON.stringify(ours))).toEqual(JSON.parse(stdout))
})

it('says what it does not have', async () => {
  const missing = expect.objectContaining({
    name: 'NotImplementedException',
    recoverySuggestion: expect.any(String),
  })
  await expect(ours.signInWithRedirect()).rejects.toEqual(missing)
  const tokenProvider = { getTokens: async () => null }
  for (const options of [{ Auth: { tokenProvider } as object }, { ssr: true }, { Storage: {} }]) {
    expect(() => Amplify.configure({ Auth: undefined }, options)).toThrow(missing)
  }
  Amplify.configure({ Auth: undefined }, { ssr: false })
  expect(() => new ours.CookieStorage({ domain: 'app.example' })).toThrow(missing)
  expect(() => new ours.CookieStorage({ sameSite: 'none' })).toThrow(missing)
})

it('has errors that are made as Amplify makes them, and throws no others', async () => {
  const given = {
    name: 'OutOfOrder',
    message: 'The door is shut.',
    recoverySuggestion: 'Knock.',
    underlyingError: new Error('stuck'),
    metadata: { requestId: '1', httpStatusCode: 400, extendedRequestId: '2' },
  }
  for (const { AuthError } of [theirs, ours]) {
    const made = new AuthError(given)
    expect(made).toMatchObject(given)
    expect(made).toBeInstanceOf(AuthError)
    expect(made).toBeInstanceOf(Error)
    expect(new AuthError({ name: 'OutOfOrder', message: '' }).metadata).toBeUndefined()
    expect(new Error('other')).not.toBeInstanceOf(AuthError)
    expect(null).not.toBeInstanceOf(AuthError)
  }
  const thrown = await ours.signIn({ username: '' }).catch((error) => error)
  expect(thrown).toBeInstanceOf(ours.AuthError)
  class Mine extends ours.AuthError {}
  expect(thrown).not.toBeInstanceOf(Mine)
  expect(new Mine(given)).toBeInstanceOf(Mine)
  expect(new Mine(given)).toBeInstanceOf(ours.AuthError)
})

it('keeps sessions in the cookies of the page', async () => {
  const cookies = new Map<string, string>()
  vi.stubGlobal('document', {
    get cookie() {
      return Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ')
    },
    set cookie(cookie: string) {
      const [, name = '', value = '', attributes = ''] = /^(.*?)=(.*?); (.*)$/.exec(cookie) ?? []
      if (attributes.startsWith('Max-Age=0;')) cookies.delete(name)
      else cookies.set(name, value)
      said.push(attributes)
    },
  })
  onTestFinished(() => void vi.unstubAllGlobals())
  const said: string[] = []
  const storage = new ours.CookieStorage({ expires: 7, sameSite: 'strict' })
  await storage.setItem('key', 'a value')
  expect(await storage.getItem('key')).toBe('a value')
  await storage.removeItem('key')
  expect(await storage.getItem('key')).toBeNull()
  expect(said[0]).toBe('Max-Age=604800; Path=/; SameSite=Strict; Secure')
})

it.each([
  ['defaultStorage', ours.defaultStorage, theirUtils.defaultStorage],
  ['sessionStorage', ours.sessionStorage, theirUtils.sessionStorage],
  ['sharedInMemoryStorage', ours.sharedInMemoryStorage, theirUtils.sharedInMemoryStorage],
])('empties %s', async (_, mine, theirs) => {
  for (const storage of [mine, theirs]) {
    await storage.setItem('one', '1')
    await storage.setItem('two', '2')
    await storage.removeItem('two')
    expect(await storage.getItem('one')).toBe('1')
    await storage.clear()
    expect((await storage.getItem('one')) ?? undefined).toBeUndefined()
  }
  expect(mine.keys()).toEqual([])
})

it('tells of other tabs only whoever asked for that', () => {
  const heard: string[] = []
  const stops = [
    Hub.listen('auth', ({ payload }) => heard.push(`here: ${payload.event}`)),
    Hub.listen('auth', ({ payload, crossTab }) => heard.push(`${crossTab}: ${payload.event}`), {
      enableCrossTabEvents: true,
    }),
  ]
  Hub.dispatch('auth', { event: 'signedIn' }, 'Auth', undefined, true)
  Hub.dispatch('auth', { event: 'signedOut' }, 'Auth')
  for (const stop of stops) stop()
  expect(heard).toEqual(['true: signedIn', 'here: signedOut', 'undefined: signedOut'])
})

it.each([
  ['theirs', TheirHub],
  ['ours', Hub],
] as const)(
  'calls a callback as often as it listens, until one of them stops: %s',
  (_, hub: Pick<typeof TheirHub, 'listen' | 'dispatch'>) => {
    const heard: string[] = []
    const hear = ({ payload }: { payload: { event: string } }) => void heard.push(payload.event)
    const later = () => void heard.push('later')
    const stop = hub.listen('mine', hear)
    hub.listen('mine', hear)
    const stopOther = hub.listen('mine', () => hub.listen('mine', later))
    hub.dispatch('mine', { event: 'first' })
    stop()
    stop()
    hub.dispatch('mine', { event: 'second' })
    stopOther()
    expect(heard).toEqual(['first', 'first', 'later'])
    expect(() => Reflect.apply(hub.listen, hub, ['mine'])).toThrow(
      expect.objectContaining({ name: 'NoHubcallbackProvidedException' }),
    )
  },
)

onOneStore('the Amplify entry', (open) => {
  const server = useServer(open)
  let pool: TestPool
  beforeAll(async () => {
    pool = await makePool(server().house)
    await makeUser(server().house, pool, 'ada')
  })
  const config = () => ({
    Auth: {
      Cognito: {
        userPoolId: pool.poolId,
        userPoolClientId: pool.clientId,
        userPoolEndpoint: server().url,
      },
    },
  })
  /** What both libraries have, by one type. */
  const LIBRARIES = [
    {
      of: 'aws-amplify',
      library: theirs as unknown as typeof ours,
      it: TheirAmplify as unknown as typeof Amplify,
      provider: theirProvider,
    },
    { of: 'this', library: ours, it: Amplify, provider: ours.cognitoUserPoolsTokenProvider },
  ]
  const ada = { username: 'ada', password: PASSWORD }

  it('signs in on the instance that is configured, and tells the Hub', async () => {
    const heard: HubCapsule[] = []
    const stops = ['auth', 'core'].map((channel) => Hub.listen(channel, (it) => heard.push(it)))
    Amplify.configure(config())
    expect(Amplify.getConfig()).toEqual(config())
    await ours.signIn(ada)
    const { userId } = await ours.getCurrentUser()
    await ours.fetchAuthSession({ forceRefresh: true })
    await ours.signOut()
    for (const stop of stops) stop()
    await ours.signOut()
    expect(heard.map(({ channel, payload }) => `${channel} ${payload.event}`)).toEqual([
      'core configure',
      'auth signedIn',
      'auth tokenRefresh',
      'auth signedOut',
    ])
    expect(heard[1]).toMatchObject({
      source: 'Auth',
      payload: { data: { username: 'ada', userId } },
    })
  })

  it('goes on after a reload with the sign-in that waits, by confirmSignIn as Amplify does', async () => {
    const TemporaryPassword = 'Temporary-1'
    const UserPoolId = pool.poolId
    await sdkFor(server().house).adminCreateUser({ UserPoolId, Username: 'new', TemporaryPassword })
    const storage = memoryStorage()
    Amplify.configure(config(), { storage })
    const { nextStep } = await ours.signIn({ username: 'new', password: TemporaryPassword })
    expect(nextStep.signInStep).toBe('CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED')
    // A page that is loaded again has nothing but the storage.
    vi.resetModules()
    const anew = await import('../src/amplify.ts')
    anew.Amplify.configure(config(), { storage })
    await anew.confirmSignIn({ challengeResponse: PASSWORD })
    expect(await anew.getCurrentUser()).toMatchObject({ username: 'new' })
    await anew.signOut()
  })

  it.each(LIBRARIES)(
    'signs nobody out who configures again, nor forgets a sign-up: $of',
    async ({ library, it }) => {
      const again = () => it.configure({ ...it.getConfig(), Geo: {} })
      it.configure(config())
      await library.signIn(ada)
      again()
      expect(await library.getCurrentUser()).toMatchObject({ username: 'ada' })
      await library.signOut()

      const username = library === ours ? 'eve' : 'eva'
      const userAttributes = { email: `${username}@example.com` }
      const options = { userAttributes, autoSignIn: true }
      await library.signUp({ username, password: PASSWORD, options })
      again()
      const confirmationCode = (await server().house.inbox.last(userAttributes.email))?.code ?? ''
      const { nextStep } = await library.confirmSignUp({ username, confirmationCode })
      expect(nextStep.signUpStep).toBe('COMPLETE_AUTO_SIGN_IN')
      again()
      expect((await library.autoSignIn()).isSignedIn).toBe(true)
      await library.signOut()
    },
  )

  it('forgets a sign-up to another pool', async () => {
    Amplify.configure(config())
    const userAttributes = { email: 'fay@example.com' }
    const options = { userAttributes, autoSignIn: true }
    await ours.signUp({ username: 'fay', password: PASSWORD, options })
    const other = await makePool(server().house)
    const { Cognito } = config().Auth
    Amplify.configure({
      Auth: {
        Cognito: { ...Cognito, userPoolId: other.poolId, userPoolClientId: other.clientId },
      },
    })
    await sdkFor(server().house).adminConfirmSignUp({ UserPoolId: pool.poolId, Username: 'fay' })
    await expect(ours.autoSignIn()).rejects.toMatchObject({ name: 'AutoSignInException' })
  })

  it('keeps the session where the token provider is told to, before and after configuring', async () => {
    const storage = memoryStorage()
    Amplify.configure(config())
    ours.cognitoUserPoolsTokenProvider.setKeyValueStorage(storage)
    await ours.signIn(ada)
    Amplify.configure(config())
    expect(await ours.getCurrentUser()).toMatchObject({ username: 'ada' })
    expect(await storage.getItem(tokensKey())).toMatch('accessToken')
    await ours.signOut()
    Amplify.configure(config(), { storage: memoryStorage() })
    await ours.signIn(ada)
    expect(await storage.getItem(tokensKey())).toBeUndefined()
    await ours.signOut()
  })

  it.each(LIBRARIES)(
    'sends with a refresh what is provided: $of',
    async ({ library, it, provider }) => {
      const fetching = vi.spyOn(globalThis, 'fetch')
      onTestFinished(() => void fetching.mockRestore())
      let asked = 0
      provider.setClientMetadataProvider(async () => ({ refresh: String(++asked) }))
      onTestFinished(() => provider.setClientMetadataProvider(undefined as never)) // as if none were ever set
      it.configure(config())
      await library.signIn(ada)
      expect(asked).toBe(0)
      await library.fetchAuthSession({ forceRefresh: true })
      it.configure(config())
      await library.fetchAuthSession({ forceRefresh: true })
      await library.fetchAuthSession({ forceRefresh: true, clientMetadata: { mine: 'yes' } })
      await library.signOut()
      const bodies = fetching.mock.calls.map(([, init]) => JSON.parse(String(init?.body)))
      const refreshes = bodies.filter((body) => body.RefreshToken)
      expect(refreshes.map((body) => body.ClientMetadata)).toEqual([
        { refresh: '1' },
        { refresh: '2' },
        { mine: 'yes' },
      ])
      expect(asked).toBe(2)
      expect(bodies.filter((body) => body.ClientMetadata)).toHaveLength(3)
    },
  )

  it('takes over whoever signed in with aws-amplify', async () => {
    const device = new Device()
    TheirAmplify.configure(config())
    take(device)
    await theirs.signIn(ada)
    const before = await theirs.getCurrentUser()
    Amplify.configure(config(), { storage: device })
    expect(await ours.getCurrentUser()).toEqual(before)
    const { tokens } = await ours.fetchAuthSession({ forceRefresh: true })
    expect(tokens).toBeDefined()
    // Nothing is left that Amplify would use as well.
    expect([...device.kept.keys()].filter((key) => key.startsWith('Cognito'))).toEqual([])
    await ours.signOut()
  })

  /** What aws-amplify keeps of somebody it signed in: an old tab may write it at any time. */
  async function leftByAmplify(device = new Device()) {
    TheirAmplify.configure(config())
    take(device)
    await theirs.signIn(ada)
    return device
  }
  const tokensKey = () => `poolhouse.${pool.clientId}.tokens.AWSCognitoIDP`
  /** The device as a storage with a lock, some of it as a test needs it. */
  const storageOn = (device: Device, changed: Partial<AuthStorage> = {}): AuthStorage => ({
    ...memoryStorage(),
    getItem: device.getItem,
    setItem: device.setItem,
    removeItem: device.removeItem,
    ...changed,
  })
  const leftIn = (device: Device) =>
    [...device.kept.keys()].filter((key) => key.startsWith('Cognito'))

  it('keeps whoever is signed in here, and leaves nothing of Amplify beside them', async () => {
    const device = await leftByAmplify()
    Amplify.configure(config(), { storage: storageOn(device) })
    const mine = (await ours.fetchAuthSession()).tokens?.accessToken.toString()
    await leftByAmplify(device)
    Amplify.configure(config(), { storage: storageOn(device) })
    expect((await ours.fetchAuthSession()).tokens?.accessToken.toString()).toBe(mine)
    expect(leftIn(device)).toEqual([])
  })

  it('signs out whomever Amplify left as well, here and at the service', async () => {
    const device = await leftByAmplify()
    Amplify.configure(config(), { storage: storageOn(device) })
    await ours.getCurrentUser()
    await leftByAmplify(device)
    const refreshToken = [...device.kept].find(([key]) => key.endsWith('.refreshToken'))?.[1] ?? ''
    await ours.signOut()
    Amplify.configure(config(), { storage: storageOn(device) })
    expect(await ours.fetchAuthSession()).toEqual({})
    expect(leftIn(device)).toEqual([])
    const refreshed = sdkFor(server().house).initiateAuth({
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      ClientId: pool.clientId,
      AuthParameters: { REFRESH_TOKEN: refreshToken },
    })
    await expect(refreshed).rejects.toMatchObject({ name: 'NotAuthorizedException' })
  })

  it('loses nobody when it ends at any moment of taking over', async () => {
    const { kept } = await leftByAmplify()
    for (let writes = 0; ; writes++) {
      const device = new Device()
      for (const [key, value] of kept) device.kept.set(key, value)
      let left = writes
      const end = () => {
        if (left-- === 0) throw new Error('the tab was closed')
      }
      const closing = storageOn(device, {
        setItem: async (key, value) => {
          end()
          await device.setItem(key, value)
        },
        removeItem: async (key) => {
          end()
          await device.removeItem(key)
        },
      })
      Amplify.configure(config(), { storage: closing })
      await ours.fetchAuthSession()
      Amplify.configure(config(), { storage: storageOn(device) })
      expect(await ours.getCurrentUser()).toMatchObject({ username: 'ada' })
      expect(leftIn(device)).toEqual([])
      if (left > 0) return
    }
  })

  it('brings nobody back who signs out in another tab while it takes over', async () => {
    const device = await leftByAmplify()
    const [reading, going] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const slow = storageOn(device, {
      getItem: async (key) => {
        const value = await device.getItem(key)
        if (key.endsWith('.deviceKey')) {
          reading.resolve()
          await going.promise
        }
        return value
      },
    })
    Amplify.configure(config(), { storage: slow })
    const taken = ours.fetchAuthSession()
    await reading.promise
    // The other tab is done: nothing of Amplify is left, and nobody is signed in.
    for (const key of leftIn(device)) device.kept.delete(key)
    going.resolve()
    expect(await taken).toEqual({})
    expect(device.kept.get(tokensKey())).toBeUndefined()
  })
})
