import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/**
 * Installs packages where Debian's or Ubuntu's apt-get can do so without asking anything: as root, or by a
 * sudo that wants no password. What packages recommend is left out.
 *
 * @throws with the reason when it could not.
 */
export function installDebian(packages: readonly string[]): void {
  const administrator = asAdministrator()
  if (!administrator || !existsSync('/usr/bin/apt-get')) {
    throw new Error(`${packages.join(' and ')} cannot be installed from here.`)
  }
  const steps = [
    ['apt-get', 'update'],
    ['apt-get', 'install', '--yes', '--no-install-recommends', ...packages],
  ]
  for (const step of steps) {
    const [command = '', ...args] = [...administrator, ...step]
    console.log(`> ${[command, ...args].join(' ')}`)
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const { status } = spawnSync(command, args, { stdio: 'inherit', env })
    if (status !== 0) throw new Error(`"${step.join(' ')}" did not succeed.`)
  }
}

/** How a command line that runs as root begins, or undefined where a password would be asked for. */
function asAdministrator(): string[] | undefined {
  if (process.getuid?.() === 0) return []
  const sudo = ['sudo', '--non-interactive']
  return spawnSync('sudo', ['--non-interactive', 'true']).status === 0 ? sudo : undefined
}
