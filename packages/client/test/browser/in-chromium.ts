import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { useListener } from '../../../server/test/clients/serve.ts'
import { launchChromium } from '../../../server/test/support/chromium.ts'
import { type Application, type ApplicationOptions, read } from '../support/application.ts'

const ENTRY = fileURLToPath(new URL('./harness.ts', import.meta.url))

/** Without an icon of its own a page makes the browser ask for one. */
const PAGE = `<!doctype html>
<html lang="en">
  <head><title>Harness</title><link rel="icon" href="data:,"></head>
  <body><script src="/harness.js"></script></body>
</html>
`

export interface PageApplication extends Application {
  readonly page: Page
}

interface PageOptions extends ApplicationOptions {
  /** Where the page keeps the session. */
  readonly storage?: 'localStorage' | 'sessionStorage' | 'cookies'
}

type Answer = (request: Request) => Promise<Response>

/**
 * Opens applications in pages of Chromium while a suite runs, each on a device of its own.
 *
 * @param server what the page's own server answers beside the page.
 */
export function useChromium(
  server?: Answer,
): (cognito: object, options?: PageOptions) => Promise<PageApplication> {
  let browser: Browser
  const harness = useHarness(server)
  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())
  return async (cognito, { storage = 'localStorage', providers = {} }: PageOptions = {}) => {
    const context = await browser.newContext()
    onTestFinished(() => context.close())
    // By the name `localhost`: a relying party of passkeys is a host, never an address.
    const address = new URL(harness())
    address.hostname = 'localhost'
    address.search = new URLSearchParams({
      cognito: JSON.stringify(cognito),
      providers: JSON.stringify(providers),
      storage,
    }).toString()
    return await openPage(context, address.href)
  }
}

async function openPage(context: BrowserContext, address: string): Promise<PageApplication> {
  const page = await context.newPage()
  await page.goto(address)
  let aheadMs = 0
  const application: PageApplication = {
    page,
    async call(name, ...input) {
      const outcome = await page.evaluate(([method, given]) => window.call(method, given), [
        name,
        input,
      ] as const)
      return read(outcome) as never // as its method answers
    },
    async token(options) {
      const session = await application.call('fetchAuthSession', options)
      const token: unknown = session.tokens?.accessToken // text, since it has been through JSON
      return token as string | undefined
    },
    events: () => page.evaluate(() => window.events),
    async reload() {
      await page.reload()
    },
    newTab: () => openPage(context, address),
    async advance(ms) {
      aheadMs += ms
      await page.clock.setFixedTime(Date.now() + aheadMs)
    },
  }
  return application
}

/** Serves the harness page from an origin of its own; call the result for its address. */
function useHarness(server?: Answer): () => string {
  let script = ''
  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [ENTRY],
      write: false,
      bundle: true,
      format: 'iife',
      platform: 'browser',
      target: 'es2022',
      conditions: ['source'],
    })
    script = outputFiles[0]?.text ?? ''
  })
  return useListener((request) => {
    const { pathname } = new URL(request.url)
    const isScript = pathname === '/harness.js'
    if (server && !isScript && pathname !== '/') return server(request)
    const type = isScript ? 'text/javascript' : 'text/html; charset=utf-8'
    return new Response(isScript ? script : PAGE, { headers: { 'content-type': type } })
  })
}
