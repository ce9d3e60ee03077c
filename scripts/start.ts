/** `npm start`: builds what it needs, then serves. Flags after `--` are the server's own. */
import { run } from './run.ts'

const started = performance.now()
process.stdout.write('Building Poolhouse … ')
const build = await run('tsc', ['--build', 'packages/server/tsconfig.build.json'], {
  output: 'pipe',
})
if (build.code !== 0) {
  process.stdout.write(`failed.\n${build.said}`)
  process.exit(build.code)
}
process.stdout.write(`done in ${((performance.now() - started) / 1000).toFixed(1)} s.\n`)

// npm ends at a SIGTERM without passing it on; who is left without a parent stops as well.
const parent = process.ppid
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM')
}, 500).unref()

const server = await run('node', ['packages/server/dist/main.js', ...process.argv.slice(2)])
process.exit(server.code)
