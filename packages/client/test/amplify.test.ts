import { Amplify as TheirAmplify } from 'aws-amplify'
import * as theirs from 'aws-amplify/auth'
import { ConsoleLogger } from 'aws-amplify/utils'
import { beforeAll, expect, it } from 'vitest'
import { Device, take } from '../../server/test/clients/device.ts'
import { useServer } from '../../server/test/clients/serve.ts'
import { makePool, makeUser, PASSWORD, type TestPool } from '../../server/test/support/people.ts'
import type { HubCapsule } from '../src/amplify/hub.ts'
import * as ours from '../src/amplify.ts'
import { onOneStore } from './support/one-store.ts'

// It warns of every endpoint that is not Amazon's.
ConsoleLogger.LOG_LEVEL = 'ERROR'

const { Amplify, Hub } = ours

it('has every function of aws-amplify/auth, and beside them Amplify and Hub', () => {
  expect(Object.keys(ours).sort()).toEqual([...Object.keys(theirs), 'Amplify', 'Hub'].sort())
})

it('asks to be configured', async () => {
  await expect(ours.signIn({ username: 'ada', password: PASSWORD })).rejects.toMatchObject({
    name: 'AuthUserPoolException',
  })
})

it('says what it does not have', async () => {
  const missing = expect.objectContaining({ name: 'NotImplementedException' })
  await expect(ours.signInWithRedirect()).rejects.toEqual(missing)
  const tokenProvider = { getTokens: async () => null }
  const options = { Auth: { tokenProvider } as object }
  expect(() => Amplify.configure({ Auth: undefined }, options)).toThrow(missing)
})

it('tells of other tabs only whoever asked for that', () => {
  const heard: string[] = []
  const stops = [
    Hub.listen('auth', ({ payload }) => heard.push(`here: ${payload.event}`)),
    Hub.listen('auth', ({ payload, crossTab }) => heard.push(`${crossTab}: ${payload.event}`), {
      enableCrossTabEvents: true,
    }),
  ]
  Hub.dispatch('auth', { event: 'signedIn' }, 'Auth', true)
  Hub.dispatch('auth', { event: 'signedOut' }, 'Auth')
  for (const stop of stops) stop()
  expect(heard).toEqual(['true: signedIn', 'here: signedOut', 'undefined: signedOut'])
})

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
})
