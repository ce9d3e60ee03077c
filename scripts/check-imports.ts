/**
 * Holds the imports to .dependency-cruiser.mjs, then plants forbidden ones and fails unless they are found:
 * a checker that reads no module says that all is well.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './run.ts'

/** One a package whose rooms have arrows: from its lowest rooms up. */
const PLANTED = [
  {
    file: 'packages/server/src/rules/planted-import.ts',
    line: "export { startSignIn } from '../flows/sign-in/sign-in.ts'\n",
    rule: 'arrow-rules',
  },
  {
    file: 'packages/client/src/wire/planted-import.ts',
    line: "export { signIn } from '../actions/sign-in.ts'\n",
    rule: 'client-arrow-wire',
  },
]
const LEAST_MODULES = 50

const cruise = () =>
  run('depcruise', ['--config', '.dependency-cruiser.mjs', 'packages', '--output-type', 'err'], {
    output: 'pipe',
  })

const asIs = await cruise()
const modules = Number(/(\d+) modules/.exec(asIs.said)?.[1] ?? 0)
if (asIs.code !== 0 || modules < LEAST_MODULES) fail(`${asIs.said}\n${modules} modules read`)

for (const { file, line } of PLANTED) writeFileSync(join(root, file), line)
const planted = await cruise().finally(() => {
  for (const { file } of PLANTED) rmSync(join(root, file))
})
for (const { file, rule } of PLANTED) {
  if (planted.code === 0 || !planted.said.includes(rule)) {
    fail(`an import up was planted in ${file}, and not found`)
  }
}
console.log(`${modules} modules, every arrow runs down`)

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
