/**
 * Makes sure that there is a Chromium for the browser tests: does nothing where one is found, installs the
 * distribution's own where apt-get can, and says what to do everywhere else.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findChromium } from '../packages/server/test/support/chromium.ts'

const STEPS = [
  ['apt-get', 'update'],
  // What Chromium recommends is a desktop; of that, pages need the fonts only.
  ['apt-get', 'install', '--yes', '--no-install-recommends', 'chromium', 'fonts-liberation'],
]

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
  const administrator = asAdministrator()
  if (!administrator || !existsSync('/usr/bin/apt-get')) {
    throw new Error('No Chromium was found, and it cannot be installed from here.')
  }
  for (const step of STEPS) {
    const [command = '', ...args] = [...administrator, ...step]
    console.log(`> ${[command, ...args].join(' ')}`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const { status } = spawnSync(command, args, { stdio: 'inherit', env })
    if (status !== 0) throw new Error(`"${step.join(' ')}" did not succeed.`)
  }
  const path = findChromium()
  if (path) return path
  throw new Error('The package was installed, but brought no browser.')
}

/** How a command line that runs as root begins, or undefined where a password would be asked for. */
function asAdministrator(): string[] | undefined {
  if (process.getuid?.() === 0) return []
  const sudo = ['sudo', '--non-interactive']
  return spawnSync('sudo', ['--non-interactive', 'true']).status === 0 ? sudo : undefined
}
