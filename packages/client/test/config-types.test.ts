/** What TypeScript says of a configuration: most of it failed when it was compiled, or not at all. */
import type { ResourcesConfig as Theirs } from 'aws-amplify'
import { describe, expect, it } from 'vitest'
import { Amplify } from '../src/amplify.ts'
import { type AnyConfig, createAuth, mergeConfigs, type ResourcesConfig } from '../src/index.ts'
import { createAuthHandler } from '../src/server.ts'
import amplifyOutputs from './configs/amplify_outputs.json' with { type: 'json' }
import amplifyConfiguration from './configs/amplifyconfiguration.json' with { type: 'json' }
import setreg from './configs/authentication-provider.json' with { type: 'json' }
import oidc from './configs/oidc.json' with { type: 'json' }
import resourceMapping from './configs/resource-mapping.json' with { type: 'json' }
import resourcesConfig from './configs/resources-config.json' with { type: 'json' }

const ids = { userPoolId: 'us-east-1_AbCdEf123', userPoolClientId: 'client' }
const userPoolEndpoint = 'http://localhost:7665/'

const files: Readonly<Record<string, AnyConfig>> = {
  amplifyConfiguration,
  amplifyOutputs,
  oidc,
  resourceMapping,
  resourcesConfig,
  setreg,
}

describe('a file that is imported', () => {
  it.each(Object.entries(files))('compiles and is read: %s', (_, config) => {
    expect(createAuth(config).resources).toEqual(createAuth({ default: config }).resources)
    expect(() => createAuthHandler(config)).not.toThrow()
  })

  it('compiles for every function', () => {
    const auths = [
      createAuth(amplifyConfiguration),
      createAuth(amplifyOutputs),
      createAuth(oidc),
      createAuth(resourceMapping),
      createAuth(resourcesConfig),
      createAuth(mergeConfigs(resourceMapping, setreg)),
    ]
    for (const { config } of auths) expect(config.userPoolId).toBe(ids.userPoolId)
    Amplify.configure(resourcesConfig)
    expect(Amplify.getConfig()).toEqual(resourcesConfig)
  })

  it('without a user pool, says where one is given', async () => {
    const signedIn = createAuth(setreg).signIn({ username: 'ada', password: 'x' })
    const recoverySuggestion = expect.stringContaining('the resource mapping file')
    await expect(signedIn).rejects.toMatchObject({ recoverySuggestion })
  })

  it("compiles with Amplify's own types, and with ours", () => {
    const given = (config: Theirs | ResourcesConfig): AnyConfig => config
    const config: Theirs = { Auth: { Cognito: ids } }
    expect(createAuth(given(config)).config).toEqual(ids)
    expect(createAuth(JSON.parse(JSON.stringify(config))).config).toEqual(ids)
  })
})

describe('a configuration that is written is compared', () => {
  it('is taken where it is right', () => {
    const auth = createAuth({ Auth: { Cognito: { ...ids, userPoolEndpoint } } })
    expect(auth.config).toEqual({ ...ids, userPoolEndpoint })
  })

  it.each<[what: string, make: () => unknown]>([
    // @ts-expect-error: userPoolEndPoint
    ['an instance', () => createAuth({ Auth: { Cognito: { ...ids, userPoolEndPoint: 'x' } } })],
    [
      "Amplify's",
      // @ts-expect-error: userPoolEndPoint
      () => Amplify.configure({ Auth: { Cognito: { ...ids, userPoolEndPoint: 'x' } } }),
    ],
    [
      "the server's",
      // @ts-expect-error: userPoolEndPoint
      () => createAuthHandler({ Auth: { Cognito: { ...ids, userPoolEndPoint: 'x' } } }),
    ],
    // @ts-expect-error: auth
    ['auth', () => createAuth({ auth: { Cognito: ids } })],
    // @ts-expect-error: cognito
    ['cognito', () => createAuth({ Auth: { cognito: ids } })],
    // @ts-expect-error: Auth.Cognito
    ['ids alone', () => createAuth(ids)],
    // @ts-expect-error: a number
    ['a number', () => createAuth({ Auth: { Cognito: { ...ids, userPoolEndpoint: 7665 } } })],
    // @ts-expect-error: a name
    ['the name of a file', () => createAuth('amplify_outputs.json')],
    // @ts-expect-error: nothing
    ['nothing', () => createAuth()],
    // @ts-expect-error: no functions
    ['no storage', () => createAuth({ Auth: { Cognito: ids } }, { storage: {} })],
  ])('%s: neither does it compile nor is it taken', (_, make) => {
    expect(make).toThrow(expect.objectContaining({ name: 'InvalidConfigurationException' }))
  })

  it.each<[options: object, says: string]>([
    [{ storge: {} }, 'storge is not known; the nearest is storage'],
    [{ timeoutMS: 5_000 }, 'timeoutMS is not known; the nearest is timeoutMs'],
    [{ timeoutMs: '5s' }, 'timeoutMs is "5s". It should be a number'],
    [{ fetch: true }, 'fetch is true. It should be a function'],
    [{ headers: { 'x-mine': 'yes' } }, 'It should be a function'],
    [{ storage: 'local' }, 'storage is "local". It should be an object'],
    [{ credentialsProvider: 'guest' }, 'credentialsProvider is "guest"'],
  ])('options %j', (options, says) => {
    expect(() => createAuth({ Auth: { Cognito: ids } }, options)).toThrow(says)
  })

  it('a storage of any make, whatever is stored in it', () => {
    class Own {
      getItm = 'nearly'
      getItem = () => null
      setItem() {}
      removeItem() {}
    }
    const storage = new Own()
    expect(createAuth({ Auth: { Cognito: ids } }, { storage }).storage).toBe(storage)
  })

  it.each([{}, { getItem() {}, setItem() {} }])('storage %j', (storage) => {
    const make = () => createAuth({ Auth: { Cognito: ids } }, { storage: storage as never })
    expect(make).toThrow(/^storage\.(get|remove)Item is missing. It should be a function/)
  })
})
