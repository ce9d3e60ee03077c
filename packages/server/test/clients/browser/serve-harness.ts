import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { beforeAll } from 'vitest'
import { useListener } from '../serve.ts'

const ENTRY = fileURLToPath(new URL('./harness.ts', import.meta.url))

/** Without an icon of its own a page makes the browser ask for one. */
const PAGE = `<!doctype html>
<html lang="en">
  <head><title>Harness</title><link rel="icon" href="data:,"></head>
  <body><script src="/harness.js"></script></body>
</html>
`

/** Serves the harness page from an origin of its own while a suite runs; call the result for its address. */
export function useHarness(): () => string {
  let script = ''
  beforeAll(async () => {
    const bundle = { bundle: true, format: 'iife', platform: 'browser', target: 'es2022' } as const
    const { outputFiles } = await build({ entryPoints: [ENTRY], write: false, ...bundle })
    script = outputFiles[0]?.text ?? ''
  })
  return useListener((request) => {
    const isScript = new URL(request.url).pathname === '/harness.js'
    const type = isScript ? 'text/javascript' : 'text/html; charset=utf-8'
    return new Response(isScript ? script : PAGE, { headers: { 'content-type': type } })
  })
}
