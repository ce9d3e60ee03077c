/**
 * Holds the imports to .dependency-cruiser.mjs, then plants a forbidden one and fails unless it is found:
 * a checker that reads no module says that all is well.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './run.ts'

const PLANTED = 'packages/server/src/rules/planted-import.ts'
const LEAST_MODULES = 50

const cruise = () =>
  run('depcruise', ['--config', '.dependency-cruiser.mjs', 'packages', '--output-type', 'err'], {
    output: 'pipe',
  })

const asIs = await cruise()
const modules = Number(/(\d+) modules/.exec(asIs.said)?.[1] ?? 0)
if (asIs.code !== 0 || modules < LEAST_MODULES) fail(`${asIs.said}\n${modules} modules read`)

writeFileSync(join(root, PLANTED), "export { startSignIn } from '../flows/sign-in/sign-in.ts'\n")
const planted = await cruise().finally(() => rmSync(join(root, PLANTED)))
if (planted.code === 0 || !planted.said.includes('arrow-rules')) {
  fail('an import from rules up into flows was planted, and not found')
}
console.log(`${modules} modules, every arrow runs down`)

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
