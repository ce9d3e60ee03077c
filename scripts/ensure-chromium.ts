/**
 * Makes sure that there is a Chromium for the browser tests: does nothing where one is found, installs the
 * distribution's own where apt-get can, and says what to do everywhere else.
 */
import { findChromium } from '../packages/server/test/support/chromium.ts'
import { installDebian } from './install-debian.ts'

/** What Chromium recommends is a desktop; of that, pages need the fonts only. */
const PACKAGES = ['chromium', 'fonts-liberation']

const HELP =
  'Install Chromium or Google Chrome (Debian: "sudo apt-get install chromium"; Fedora: "sudo dnf install chromium"; macOS: "brew install --cask google-chrome"), or name one in POOLHOUSE_CHROMIUM.'

try {
  const path = findChromium() ?? install()
  console.log(`Chromium is here: ${path}`)
} catch (error) {
  console.error(`${error instanceof Error ? error.message : error} ${HELP}`)
  process.exitCode = 1
}

/** @returns the path of the browser it installed. @throws with the reason when it could not. */
function install(): string {
  installDebian(PACKAGES)
  const path = findChromium()
  if (path) return path
  throw new Error('The package was installed, but brought no browser.')
}
