import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { useListener, useServer } from '../../server/test/clients/serve.ts'
import {
  makeClient,
  makePool,
  makeUser,
  PASSWORD,
  type TestPool,
} from '../../server/test/support/people.ts'
import { type AuthStorage, createAuth, memoryStorage } from '../src/index.ts'
import { fileStorage } from '../src/node.ts'
import { type PageApplication, useChromium } from './browser/in-chromium.ts'
import { Gate } from './support/gate.ts'
import { onOneStore } from './support/one-store.ts'

const TABS = 10
const HOUR_MS = 3_600_000
const CHILD = fileURLToPath(new URL('./support/refresh-process.ts', import.meta.url))
const run = promisify(execFile)
const openPage = useChromium()

/** The storage of a browser without Web Locks: nothing but three functions. */
function bareStorage(): AuthStorage {
  const { getItem, setItem, removeItem } = memoryStorage()
  return { getItem, setItem, removeItem }
}

function useFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'poolhouse-client-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

onOneStore('races', (open) => {
  const server = useServer(open)
  const gate = new Gate((request) => server().house.fetch(request))
  const url = useListener((request) => gate.fetch(request))
  let pool: TestPool
  beforeAll(async () => {
    // Rotation without grace: a second refresh with the same token would end the session.
    const rotation = { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 } as const
    const ExplicitAuthFlows = ['ALLOW_USER_SRP_AUTH' as const]
    pool = await makePool(server().house, {}, { RefreshTokenRotation: rotation, ExplicitAuthFlows })
    await makeUser(server().house, pool, 'ada')
  })
  const cognito = () => ({
    userPoolId: pool.poolId,
    userPoolClientId: pool.clientId,
    userPoolEndpoint: url(),
  })
  const ada = { username: 'ada', password: PASSWORD }
  const createOn = (storage?: AuthStorage) =>
    createAuth({ Auth: { Cognito: cognito() } }, storage && { storage })
  const tokenOf = async (auth: ReturnType<typeof createOn>, forceRefresh = false) =>
    (await auth.fetchAuthSession({ forceRefresh })).tokens?.accessToken.toString()

  it('ten calls at once make one refresh', async () => {
    const auth = createOn()
    await auth.signIn(ada)
    gate.reset()
    const tokens = await Promise.all(Array.from({ length: 10 }, () => tokenOf(auth, true)))
    expect(new Set(tokens).size).toBe(1)
    expect(gate.count('GetTokensFromRefreshToken')).toBe(1)
  })

  it.each([
    ['with the lock of the storage', memoryStorage],
    ['with a lease in the storage, where there are no locks', bareStorage],
  ])('ten instances on one storage make one refresh, %s', async (_, makeStorage) => {
    const storage = makeStorage()
    const [first = createOn(storage), ...others] = Array.from({ length: 10 }, () =>
      createOn(storage),
    )
    await first.signIn(ada)
    gate.reset()
    const tokens = await Promise.all([first, ...others].map((auth) => tokenOf(auth, true)))
    expect(new Set(tokens).size).toBe(1)
    expect(gate.count('GetTokensFromRefreshToken')).toBe(1)
  })

  it('ten tabs of Chromium with an expired token make one refresh', async () => {
    const first = await openPage(cognito())
    const others = await Promise.all(Array.from({ length: TABS - 1 }, () => first.newTab()))
    await first.call('signIn', ada)
    const tabs = [first, ...others]
    server().house.clock.advance('2h')
    await Promise.all(tabs.map((tab) => tab.advance(2 * HOUR_MS)))
    gate.reset()
    const tokens = await Promise.all(tabs.map((tab) => tab.token()))
    expect(new Set(tokens).size).toBe(1)
    expect(tokens[0]).toBeDefined()
    expect(gate.count('GetTokensFromRefreshToken')).toBe(1)
    const refreshed = async () => {
      const events = await Promise.all(tabs.map((tab) => tab.events()))
      return events.map((names) => names.at(-1)).sort()
    }
    await expect
      .poll(refreshed)
      .toEqual(['tokenRefresh', ...others.map(() => 'tokenRefresh elsewhere')])
  })

  it('a tab that clears the whole storage has signed everybody out', async () => {
    const first = await openPage(cognito())
    const tab = (await first.newTab()) as PageApplication // a tab of a page is a page
    const guest = await first.newTab()
    await first.call('signIn', ada)
    await tab.reload()
    await expect.poll(() => guest.events()).toEqual(['signedIn elsewhere'])
    await first.page.evaluate(() => localStorage.clear())
    await expect.poll(() => tab.events()).toEqual(['signedOut elsewhere'])
    await expect.poll(() => guest.events()).toEqual(['signedIn elsewhere', 'signedOut elsewhere'])
    // Nobody is signed out twice.
    await first.page.evaluate(() => localStorage.setItem('else', ''))
    await first.page.evaluate(() => localStorage.clear())
    await tab.page.waitForTimeout(100)
    expect(await tab.events()).toEqual(['signedOut elsewhere'])
  })

  it('whoever signs in over somebody in another tab is told of as a change of person', async () => {
    await makeUser(server().house, pool, 'cleo')
    const first = await openPage(cognito())
    const second = await first.newTab()
    const third = await first.newTab()
    // Both were asked for while nobody was signed in.
    const hold = gate.hold('RespondToAuthChallenge')
    const late = second.call('signIn', { username: 'cleo', password: PASSWORD })
    await hold.reached
    await first.call('signIn', ada)
    hold.release()
    await late
    await expect
      .poll(() => third.events())
      .toEqual(['signedIn elsewhere', 'signedOut elsewhere', 'signedIn elsewhere'])
    await expect
      .poll(() => first.events())
      .toEqual(['signedIn', 'signedOut elsewhere', 'signedIn elsewhere'])
    expect(await third.call('getCurrentUser')).toMatchObject({ username: 'cleo' })
  })

  it('a storage that is full keeps nobody from signing out', async () => {
    const { page, ...tab } = await openPage(cognito())
    await tab.call('signIn', ada)
    await page.evaluate(() => {
      const { setItem } = Storage.prototype
      Storage.prototype.setItem = function (key, value) {
        if (this.getItem(key)?.length !== value.length)
          throw new DOMException('', 'QuotaExceededError')
        setItem.call(this, key, value)
      }
      // The next turn needs a digit more.
      for (const key of Object.keys(localStorage)) {
        if (key.endsWith('.turn')) setItem.call(localStorage, key, '9')
      }
    })
    await page.evaluate(async () => {
      const cache = await caches.open('poolhouse')
      for (const { url } of await cache.keys()) await cache.put(url, new Response('9'))
    })
    await tab.call('signOut')
    expect(await tab.events()).toEqual(['signedIn', 'signedOut'])
    expect(await tab.token()).toBeUndefined()
  })

  it('tabs that take turns see what the last one wrote', async () => {
    const first = await openPage(cognito())
    const pages = [first.page]
    while (pages.length < 4) {
      const tab = await first.newTab()
      pages.push((tab as PageApplication).page) // a tab of a page is a page
    }
    await Promise.all(pages.map((page) => page.evaluate(() => window.addUp(50))))
    const sums = pages.map((page) => page.evaluate(() => localStorage.getItem('sum')))
    expect(await Promise.all(sums)).toContain('200')
  })

  it('two processes with an expired token make one refresh of the file they share', async () => {
    const path = join(useFolder(), 'nested', 'session.json')
    await createOn(fileStorage(path)).signIn(ada)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    gate.reset()
    server().house.clock.advance('2h')
    const flags = ['--conditions=source', CHILD, path, JSON.stringify(cognito())]
    const said = await Promise.all([run('node', flags), run('node', flags)])
    const tokens = said.flatMap(({ stdout }) => JSON.parse(stdout))
    expect(tokens).toHaveLength(10)
    expect(new Set(tokens).size).toBe(1)
    expect(gate.count('GetTokensFromRefreshToken')).toBe(1)
  })

  it('signing out leaves nobody signed in, and nothing that could', async () => {
    const storage = memoryStorage()
    const auth = createOn(storage)
    const tab = createOn(storage)
    await auth.signIn(ada)
    const hold = gate.hold('GetTokensFromRefreshToken', 'after')
    const refreshing = tokenOf(auth, true)
    await hold.reached
    await tab.signOut()
    gate.reset()
    hold.release()
    expect(await refreshing).toBeUndefined()
    expect(await tokenOf(auth)).toBeUndefined()
    expect(await tokenOf(tab)).toBeUndefined()
    // What the refresh brought was taken back at the service.
    expect(gate.count('RevokeToken')).toBe(1)
  })

  it('signing out is told at once, whatever becomes of telling the service', async () => {
    const auth = createOn()
    await auth.signIn(ada)
    const told = new Promise((resolve) => auth.on('signedOut', resolve))
    const hold = gate.hold('RevokeToken')
    const signingOut = auth.signOut()
    await told
    expect(await tokenOf(auth)).toBeUndefined()
    hold.release()
    await signingOut
  })

  it('whoever signs in meanwhile stays signed in', async () => {
    const auth = createOn()
    await auth.signIn(ada)
    const hold = gate.hold('GetTokensFromRefreshToken', 'after')
    const refreshing = tokenOf(auth, true)
    await hold.reached
    await auth.signOut()
    await auth.signIn(ada)
    const mine = await auth.storage.getItem(`poolhouse.${pool.clientId}.tokens.AWSCognitoIDP`)
    hold.release()
    await refreshing
    const kept = await auth.storage.getItem(`poolhouse.${pool.clientId}.tokens.AWSCognitoIDP`)
    expect(kept).toBe(mine)
  })

  it('a refresh that another has overtaken ends nothing, where no lock has held them apart', async () => {
    const { house } = server()
    const { poolId, clientId } = await makePool(house)
    await makeUser(house, { clientId }, 'bob')
    const storage = {
      ...memoryStorage(),
      lock: <Result>(_: string, run: () => Promise<Result>) => run(),
    }
    const Cognito = { ...cognito(), userPoolId: poolId, userPoolClientId: clientId }
    const [auth, tab] = [
      createAuth({ Auth: { Cognito } }, { storage }),
      createAuth({ Auth: { Cognito } }, { storage }),
    ]
    await auth.signIn({ username: 'bob', password: PASSWORD })
    const hold = gate.hold('GetTokensFromRefreshToken', 'after')
    const overtaken = tokenOf(auth, true)
    await hold.reached
    const kept = await tokenOf(tab, true)
    hold.release()
    expect(await overtaken).toBe(kept)
    // The service still refreshes the session.
    expect(await tokenOf(tab, true)).not.toBe(kept)
    expect(await tokenOf(tab)).toBeDefined()
  })

  it('a network or a service that fails during a refresh signs nobody out', async () => {
    let isCut = false
    const auth = createAuth(
      { Auth: { Cognito: cognito() } },
      {
        fetch: (...request) =>
          isCut ? Promise.reject(new TypeError('the cable is out')) : fetch(...request),
      },
    )
    await auth.signIn(ada)
    const before = await tokenOf(auth)
    gate.reset()
    gate.fail('GetTokensFromRefreshToken')
    await expect(tokenOf(auth, true)).rejects.toMatchObject({ name: 'InternalErrorException' })
    // It was tried again: asking for tokens twice does no harm.
    expect(gate.count('GetTokensFromRefreshToken')).toBe(3)
    isCut = true
    await expect(tokenOf(auth, true)).rejects.toMatchObject({ name: 'NetworkError' })
    isCut = false
    gate.reset()
    expect(await tokenOf(auth)).toBe(before)
    expect(await tokenOf(auth, true)).not.toBe(before)
  })

  /** Somebody who is signed in at a client with this grace, and whose answers may be lost on their way. */
  async function beginLosing(RetryGracePeriodSeconds: number) {
    const { clientId } = await makeClient(server().house, pool.poolId, {
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds },
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
    })
    const network = { answersToLose: 0 }
    const Cognito = { ...cognito(), userPoolClientId: clientId }
    const storage = memoryStorage()
    const auth = createAuth(
      { Auth: { Cognito } },
      {
        storage,
        fetch: async (...request) => {
          const response = await fetch(...request)
          if (network.answersToLose-- > 0) throw new TypeError('the cable is out')
          return response
        },
      },
    )
    await auth.signIn(ada)
    gate.reset()
    return { auth, network, tab: createAuth({ Auth: { Cognito } }, { storage }) }
  }

  it('an answer that is lost after the token was exchanged signs nobody out within a grace period', async () => {
    const { auth, network, tab } = await beginLosing(10)
    const before = await tokenOf(auth)
    network.answersToLose = 3
    await expect(tokenOf(auth, true)).rejects.toMatchObject({ name: 'NetworkError' })
    // The service has exchanged the token each time, and nobody here knows what for.
    expect(gate.count('GetTokensFromRefreshToken')).toBe(3)
    expect(await tokenOf(auth)).toBe(before)
    const after = await tokenOf(auth, true)
    expect(after).toBeDefined()
    expect(after).not.toBe(before)
    expect(await tokenOf(tab)).toBe(after)
    // What came of it is refreshed like any other.
    expect(await tokenOf(tab, true)).not.toBe(after)
    expect(await tab.getCurrentUser()).toMatchObject({ username: 'ada' })
  })

  it('an answer that is lost where there is no grace period ends the session', async () => {
    const { auth, network, tab } = await beginLosing(0)
    network.answersToLose = 1
    await expect(tokenOf(auth, true)).rejects.toMatchObject({ name: 'RefreshTokenReuseException' })
    expect(gate.count('GetTokensFromRefreshToken')).toBe(2)
    expect(await tokenOf(auth)).toBeUndefined()
    expect(await tokenOf(tab)).toBeUndefined()
  })
})
