import { accessSync, constants } from 'node:fs'
import type { Browser } from 'playwright-core'

/** Where a browser stands after its usual installation; the first that is there is taken. */
const USUAL_PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/homebrew/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Nothing that a browser does by itself may mix with what a page under test asks for. */
const FLAGS = [
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * The path of a Chromium on this machine, or undefined. `POOLHOUSE_CHROMIUM` comes before all others.
 *
 * @throws when that variable names something that cannot be run: another browser would be a surprise.
 */
export function findChromium(): string | undefined {
  const chosen = process.env.POOLHOUSE_CHROMIUM
  if (!chosen) return USUAL_PATHS.find(isExecutable)
  if (isExecutable(chosen)) return chosen
  throw new Error(`POOLHOUSE_CHROMIUM names ${chosen}, which is not a program that can be run.`)
}

/**
 * Starts a real Chromium with an empty profile of its own, which goes when it is closed.
 *
 * @throws when there is none, saying how to get one.
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) {
    throw new Error(
      'These tests need Chromium and found none. Run "npm run setup:browser", or name one in POOLHOUSE_CHROMIUM.',
    )
  }
  // Loaded here, since the set-up script wants nothing but the path.
  const { chromium } = await import('playwright-core')
  // Chromium refuses to sandbox what root starts; for anyone else the sandbox stays.
  const chromiumSandbox = process.getuid?.() !== 0
  return await chromium.launch({ executablePath, chromiumSandbox, args: FLAGS })
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // absent, or not ours to run
  }
}
