/** `npm run check`: types, style, unused code, the direction of imports, and generated files that are stale. */
import { run } from './run.ts'

interface Check {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
}

const CHECKS: readonly Check[] = [
  { name: 'types', command: 'tsc', args: ['-p', 'tsconfig.json'] },
  // What is built is typed once more, by its declarations: what cannot be named there is found only so.
  {
    name: 'build',
    command: 'tsc',
    args: ['--build', 'packages/server/tsconfig.build.json', 'packages/client/tsconfig.build.json'],
  },
  { name: 'style', command: 'biome', args: ['check', '--error-on-warnings'] },
  { name: 'unused code', command: 'knip', args: [] },
  { name: 'imports', command: 'node', args: ['scripts/check-imports.ts'] },
  { name: 'API tables', command: 'node', args: ['scripts/generate-api.ts', '--check'] },
  { name: 'settings page', command: 'node', args: ['scripts/generate-settings.ts', '--check'] },
  { name: 'status page', command: 'node', args: ['scripts/generate-status.ts', '--check'] },
]

let failed = 0
for (const { name, command, args } of CHECKS) {
  const { code, said } = await run(command, args, { output: 'pipe' })
  console.log(`${code === 0 ? '✓' : '✗'} ${name}`)
  if (code === 0) continue
  failed++
  console.log(said)
}
if (failed > 0) {
  console.log(
    `${failed} of ${CHECKS.length} checks failed. "npm run format" mends style; "npm run generate" mends stale files.`,
  )
  process.exit(1)
}
