/** Sessions of a page that are not in localStorage: for one tab alone, and where its server reads them. */
import { beforeAll, expect, it } from 'vitest'
import { useServer } from '../../server/test/clients/serve.ts'
import { makePool, makeUser, PASSWORD } from '../../server/test/support/people.ts'
import { createAuth } from '../src/index.ts'
import { cookieStorage, requestCookies } from '../src/server.ts'
import { type PageApplication, useChromium } from './browser/in-chromium.ts'
import { onOneStore } from './support/one-store.ts'

const HOUR_MS = 3_600_000

onOneStore('the session of a page in Chromium', (open) => {
  const server = useServer(open)
  let cognito: object = {}
  /** A server of the page's origin that says who is signed in by the cookies of its request. */
  const openPage = useChromium(async (request) => {
    const storage = cookieStorage(requestCookies(request))
    const session = await createAuth({ Auth: { Cognito: cognito } }, { storage }).fetchAuthSession()
    return Response.json({ token: session.tokens?.accessToken.toString() ?? null })
  })
  beforeAll(async () => {
    const { house, url } = server()
    const { poolId, clientId } = await makePool(house)
    await makeUser(house, { clientId }, 'ada')
    cognito = { userPoolId: poolId, userPoolClientId: clientId, userPoolEndpoint: url }
  })
  const ada = { username: 'ada', password: PASSWORD }
  /** What each of the page's storages has of a token. */
  const placesOf = ({ page }: PageApplication, token = 'no token') =>
    page.evaluate((text) => {
      const all = {
        localStorage: JSON.stringify({ ...localStorage }),
        sessionStorage: JSON.stringify({ ...sessionStorage }),
        cookies: document.cookie,
      }
      return Object.entries(all).flatMap(([name, content]) => (content.includes(text) ? name : []))
    }, token)

  it('in sessionStorage is of one tab, and outlasts a reload', async () => {
    const app = await openPage(cognito, { storage: 'sessionStorage' })
    await app.call('signIn', ada)
    await app.reload()
    const token = await app.token()
    expect(await app.call('getCurrentUser')).toMatchObject({ username: 'ada' })
    expect(await placesOf(app, token)).toEqual(['sessionStorage'])

    const tab = await app.newTab()
    expect(await tab.token()).toBeUndefined()
    await app.advance(2 * HOUR_MS)
    const tokens = await Promise.all([app.token(), app.token()])
    expect(new Set(tokens)).not.toContain(token)
    expect(new Set(tokens).size).toBe(1)

    await app.call('signOut')
    expect(await placesOf(app, tokens[0])).toEqual([])
    expect(await app.events()).toEqual(['tokenRefresh', 'signedOut'])
    expect(await tab.events()).toEqual([])
  })

  it('in cookies is read by its server, and by another tab', async () => {
    const app = await openPage(cognito, { storage: 'cookies' })
    const { page } = app
    const readByServer = () => page.evaluate(async () => (await fetch('/who')).json())
    expect(await readByServer()).toEqual({ token: null })
    await app.call('signIn', ada)
    const token = await app.token()
    expect(await placesOf(app, token)).toEqual(['cookies'])
    expect(await readByServer()).toEqual({ token })
    const kept = await page.context().cookies()
    expect(
      kept.map(({ name, secure, sameSite, httpOnly }) => ({ name, secure, sameSite, httpOnly })),
    ).toEqual(kept.map(({ name }) => ({ name, secure: true, sameSite: 'Lax', httpOnly: false })))
    expect(kept.every(({ name }) => name.startsWith('__Host-'))).toBe(true)

    await app.reload()
    const tab = await app.newTab()
    expect(await tab.token()).toBe(token)
    const after = await tab.token({ forceRefresh: true })
    expect(after).not.toBe(token)
    expect(await readByServer()).toEqual({ token: after })
    await app.call('signOut')
    expect(await readByServer()).toEqual({ token: null })
    expect(await page.context().cookies()).toEqual([])
  })
})
