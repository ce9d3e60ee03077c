/** `npm run generate`: writes everything in the repository that is generated. */
import { run } from './run.ts'

for (const script of ['generate-api', 'generate-settings', 'generate-status']) {
  const { code } = await run('node', [`scripts/${script}.ts`])
  if (code !== 0) process.exit(code)
}
