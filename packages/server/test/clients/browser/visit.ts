import type { Browser, Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import type { TestPool } from '../../support/people.ts'
import { type Traffic, watchTraffic } from './traffic.ts'

interface Destination {
  /** Where the harness page is. */
  readonly harness: string
  /** Where the service is. */
  readonly service: string
  readonly pool: Pick<TestPool, 'poolId' | 'clientId'>
}

/** The harness page on a new device, for the length of a test: a context shares nothing with another. */
export async function visit(
  browser: Browser,
  { harness, service, pool }: Destination,
): Promise<{ page: Page; traffic: Traffic }> {
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  const traffic = watchTraffic(context)
  const page = await context.newPage()
  const query = new URLSearchParams({
    userPoolId: pool.poolId,
    userPoolClientId: pool.clientId,
    userPoolEndpoint: service,
  })
  await page.goto(`${harness}/?${query}`)
  return { page, traffic }
}
