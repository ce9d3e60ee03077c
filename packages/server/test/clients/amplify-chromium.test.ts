import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import type { InboxMessage } from '../../src/index.ts'
import { launchChromium } from '../support/chromium.ts'
import { makePool, makeUser, PASSWORD, type TestPool } from '../support/people.ts'
import { onEachStore } from '../support/stores.ts'
import { useHarness } from './browser/serve-harness.ts'
import { type Traffic, watchTraffic } from './browser/traffic.ts'
import { useServer } from './serve.ts'

const HOUR_MS = 3_600_000

const harness = useHarness()
let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser?.close())

onEachStore('Amplify in Chromium', (open) => {
  const server = useServer(open)

  /** A new device: a context shares nothing with another. */
  async function visit({ poolId, clientId }: TestPool): Promise<{ page: Page; traffic: Traffic }> {
    const context = await browser.newContext()
    onTestFinished(() => context.close())
    const traffic = watchTraffic(context)
    const page = await context.newPage()
    const settings = { userPoolId: poolId, userPoolClientId: clientId }
    const query = new URLSearchParams({ ...settings, userPoolEndpoint: server().url })
    await page.goto(`${harness()}/?${query}`)
    return { page, traffic }
  }

  /** By SRP unless told otherwise, as Amplify does. */
  const signIn = (page: Page, password: string, authFlowType?: 'USER_PASSWORD_AUTH') =>
    page.evaluate((input) => window.amplify.signIn(input), {
      username: 'ada',
      password,
      ...(authFlowType && { options: { authFlowType } }),
    })

  const accessToken = (page: Page, forceRefresh = false) =>
    page.evaluate(async (isForced) => {
      const { tokens } = await window.amplify.fetchAuthSession({ forceRefresh: isForced })
      return tokens?.accessToken.toString()
    }, forceRefresh)

  const currentUser = (page: Page) =>
    page.evaluate(() =>
      window.amplify.getCurrentUser().catch((error: Error) => ({ refused: error.name })),
    )

  const kept = (page: Page) =>
    page.evaluate(() => Object.keys({ ...localStorage, ...sessionStorage }))

  it('goes from sign-up to sign-out without a failed request', async () => {
    const { page, traffic } = await visit(await makePool(server().house))
    const { nextStep } = await page.evaluate(
      (password) =>
        window.amplify.signUp({
          username: 'ada',
          password,
          options: { userAttributes: { email: 'ada@example.com' } },
        }),
      PASSWORD,
    )
    expect(nextStep.signUpStep).toBe('CONFIRM_SIGN_UP')
    const inbox: InboxMessage[] = await page.evaluate(
      async (address) => (await fetch(address)).json(),
      `${server().url}/inbox.json`,
    )
    const confirmed = await page.evaluate(
      (confirmationCode) => window.amplify.confirmSignUp({ username: 'ada', confirmationCode }),
      inbox[0]?.code ?? '',
    )
    expect(confirmed.isSignUpComplete).toBe(true)

    expect((await signIn(page, PASSWORD)).isSignedIn).toBe(true)
    const first = await accessToken(page)
    expect(first).toBeTruthy()
    const second = await accessToken(page, true)
    expect(second).not.toBe(first)

    await page.reload()
    expect(await currentUser(page)).toMatchObject({
      username: 'ada',
      signInDetails: { authFlowType: 'USER_SRP_AUTH' },
    })
    expect(await accessToken(page)).toBe(second)
    const attributes = await page.evaluate(() => window.amplify.fetchUserAttributes())
    expect(attributes).toMatchObject({ email: 'ada@example.com', email_verified: 'true' })

    await page.evaluate(() => window.amplify.signOut())
    expect(await currentUser(page)).toEqual({ refused: 'UserUnAuthenticatedException' })
    expect(await kept(page)).toEqual([])

    expect(traffic.troubles).toEqual([])
    const origins = new Set(traffic.asked.map((address) => new URL(address).origin))
    expect(origins).toEqual(new Set([harness(), server().url]))
    // The two are different origins: the browser asked for leave first.
    expect(server().requests).toContain('OPTIONS /')
  })

  it('refreshes by itself once the access token has expired', async () => {
    const { house } = server()
    const pool = await makePool(house)
    await makeUser(house, pool, 'ada')
    const { page, traffic } = await visit(pool)
    await signIn(page, PASSWORD, 'USER_PASSWORD_AUTH')
    const first = await accessToken(page)
    // Both clocks go on, as they would have while the page was left open.
    house.clock.advance('2h')
    await page.clock.setFixedTime(Date.now() + 2 * HOUR_MS)
    const attributes = await page.evaluate(() => window.amplify.fetchUserAttributes())
    expect(attributes.email).toBe('ada@example.com')
    expect(await accessToken(page)).not.toBe(first)
    expect(traffic.troubles).toEqual([])
  })

  it('reads why a wrong password was refused', async () => {
    const { house } = server()
    const pool = await makePool(house)
    await makeUser(house, pool, 'ada')
    const { page } = await visit(pool)
    await expect(signIn(page, 'Not-Her-Password-1')).rejects.toThrow(
      'NotAuthorizedException: Incorrect username or password.',
    )
    expect(await currentUser(page)).toEqual({ refused: 'UserUnAuthenticatedException' })
  })
})
