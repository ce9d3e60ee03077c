/**
 * `npm test`: the checks, then every test, with a real PostgreSQL, a real Chromium, the AWS
 * command line and boto3.
 * `npm run test:long` runs the longer forms: more random inputs, more rounds. File names narrow the run.
 */
import { run } from './run.ts'

const args = process.argv.slice(2)
const isLong = args.includes('--long')
const files = args.filter((argument) => argument !== '--long')

const steps: readonly (readonly [string, readonly string[]])[] = [
  ['node', ['scripts/ensure-chromium.ts']],
  ['node', ['scripts/ensure-aws-tools.ts']],
  ...(files.length === 0 ? ([['node', ['scripts/check.ts']]] as const) : []),
  ['vitest', ['run', ...files]],
]
for (const [command, rest] of steps) {
  const { code } = await run(command, rest, {
    env: isLong ? { POOLHOUSE_TEST_LONG: 'true' } : {},
  })
  if (code !== 0) process.exit(code)
}
