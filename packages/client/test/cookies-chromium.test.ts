/** The handler behind a real browser: its page signs somebody in, and can read no token. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { useListener, useServer } from '../../server/test/clients/serve.ts'
import { launchChromium } from '../../server/test/support/chromium.ts'
import { makePool, makeUser, PASSWORD } from '../../server/test/support/people.ts'
import { type AuthHandler, createAuthHandler } from '../src/server.ts'
import { onOneStore } from './support/one-store.ts'

const PAGE = '<!doctype html><title>App</title><link rel="icon" href="data:,">'

onOneStore('a page of a server that keeps the session', (open) => {
  const server = useServer(open)
  let handle: AuthHandler | undefined
  let browser: Browser
  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    if (handle && pathname.startsWith('/api/auth/')) return await handle(request)
    return new Response(PAGE, { headers: { 'content-type': 'text/html' } })
  }
  const app = useListener(answer)
  const stranger = useListener(answer)
  beforeAll(async () => {
    const { house, url } = server()
    const { poolId, clientId } = await makePool(house)
    await makeUser(house, { clientId }, 'ada')
    const Cognito = { userPoolId: poolId, userPoolClientId: clientId, userPoolEndpoint: url }
    handle = createAuthHandler({ Auth: { Cognito } })
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())

  it('signs in and out, though another origin may try to', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(app())
    const ask = (address: string, body?: object) =>
      page.evaluate(
        async ([url, input]) => {
          const headers = { 'content-type': 'application/json' }
          const init = input ? { method: 'POST', headers, body: JSON.stringify(input) } : {}
          return await (await fetch(url, init)).json()
        },
        [address, body] as const,
      )
    const ada = { username: 'ada', password: PASSWORD }
    expect(await ask('/api/auth/sign-in', ada)).toMatchObject({ isSignedIn: true })
    expect(await ask('/api/auth/session')).toMatchObject({ user: { username: 'ada' } })
    const readable = await page.evaluate(() =>
      JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]),
    )
    expect(readable).toBe('["",{},{}]')

    // The same site by another port: its pages send the cookies along, and are refused all the same.
    const other = await context.newPage()
    await other.goto(stranger())
    const status = await other.evaluate(async (address) => {
      const body = new Blob(['{}'], { type: 'text/plain' })
      const init = { method: 'POST', body, credentials: 'include', mode: 'no-cors' } as const
      return (await fetch(`${address}/api/auth/sign-out`, init)).type
    }, app())
    expect(status).toBe('opaque')
    await page.reload()
    expect(await ask('/api/auth/session')).toMatchObject({ isSignedIn: true })

    await ask('/api/auth/sign-out', {})
    expect(await ask('/api/auth/session')).toEqual({ isSignedIn: false })
    expect(await context.cookies()).toEqual([])
  })
})
