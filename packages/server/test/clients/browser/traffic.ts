import type { BrowserContext } from 'playwright-core'

/** What a browser context did on the network and what went wrong in its pages. */
export interface Traffic {
  /** The addresses asked for, in order. */
  readonly asked: string[]
  /** Requests that failed, answers that were errors, and exceptions and error lines of the pages. */
  readonly troubles: string[]
}

/** Watches a context from now on. */
export function watchTraffic(context: BrowserContext): Traffic {
  const traffic: Traffic = { asked: [], troubles: [] }
  context.on('request', (request) => traffic.asked.push(request.url()))
  context.on('requestfailed', (request) =>
    traffic.troubles.push(`${request.url()} failed: ${request.failure()?.errorText}`),
  )
  context.on('response', (response) => {
    if (response.status() >= 400) traffic.troubles.push(`${response.url()}: ${response.status()}`)
  })
  context.on('weberror', (error) => traffic.troubles.push(String(error.error())))
  context.on('console', (message) => {
    if (message.type() === 'error') traffic.troubles.push(message.text())
  })
  return traffic
}
