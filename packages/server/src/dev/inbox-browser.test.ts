import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { launchChromium } from '../../test/support/chromium.ts'
import { makePool, PASSWORD } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { injectedKeys } from '../../test/support/stores.ts'
import { openPoolhouse, type Poolhouse } from '../index.ts'

const INJECTION = `<img/src=x/onerror=alert(1)><script>alert(2)</script>`

let browser: Browser
let house: Poolhouse
let page: Page
/** What the browser complained of, and what the page tried to run. */
const complaints: string[] = []

beforeAll(async () => {
  browser = await launchChromium()
  house = await openPoolhouse({ demo: true, keyStock: injectedKeys(), isStrict: true })
})
afterAll(async () => {
  await browser?.close()
  await house.close()
})

beforeEach(async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 } })
  // The house answers in this process: the page needs no socket.
  await context.route('**', async (route) => {
    const request = route.request()
    const response = await house.fetch(new Request(request.url(), { method: request.method() }))
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    })
  })
  page = await context.newPage()
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('dialog', (dialog) => complaints.push(dialog.message()))
})

const signUp = (clientId: string, name: string, email: string) =>
  sdkFor(house).signUp({
    ClientId: clientId,
    Username: name,
    Password: PASSWORD,
    UserAttributes: [{ Name: 'email', Value: email }],
  })

const hasNoSidewaysScroll = () =>
  page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)

it('shows what arrives as the server would, and keeps the focus', async () => {
  await signUp('poolhousedemo', 'ada', 'ada@example.com')
  await page.goto(`${house.publicUrl}/inbox`)
  await page.locator('#messages button').focus()

  const { clientId } = await makePool(house, {
    VerificationMessageTemplate: { EmailSubject: INJECTION, EmailMessage: `{####} ${INJECTION}` },
  })
  await signUp(clientId, INJECTION, 'a-long-address-without-any-space-in-it@example.com')
  await page.locator('#messages > li').nth(1).waitFor()

  expect(await page.locator('#live').textContent()).toContain('New message to a-long-address')
  const focused = page.locator('#messages > li').nth(1).locator('button')
  expect(await focused.evaluate((button) => button === document.activeElement)).toBe(true)
  expect(await hasNoSidewaysScroll()).toBe(true)

  const arrived = await page.locator('#messages > li').first().innerHTML()
  await page.reload()
  expect(await page.locator('#messages > li').first().innerHTML()).toBe(arrived)
  expect(complaints).toEqual([])
})

it('fits the narrowest screen on every page', async () => {
  for (const path of ['/', '/status', `/inbox?to=${'nobody'.repeat(20)}`]) {
    await page.goto(`${house.publicUrl}${path}`)
    expect(await hasNoSidewaysScroll()).toBe(true)
  }
  expect(complaints).toEqual([])
})
