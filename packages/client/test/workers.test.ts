import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Worker as NodeWorker } from 'node:worker_threads'
import { build } from 'esbuild'
import { beforeAll, expect, it } from 'vitest'
import { useServer } from '../../server/test/clients/serve.ts'
import { makePool, makeUser, PASSWORD } from '../../server/test/support/people.ts'
import { useChromium } from './browser/in-chromium.ts'
import type { Work } from './support/in-worker.ts'
import { onOneStore } from './support/one-store.ts'

const NODE_WORKER = new URL('./support/node-worker.ts', import.meta.url)
const WEB_WORKER = fileURLToPath(new URL('./browser/web-worker.ts', import.meta.url))

const openPage = useChromium()

onOneStore('workers', (open) => {
  const server = useServer(open)
  let work: Work
  beforeAll(async () => {
    const { house, url } = server()
    const pool = await makePool(house)
    await makeUser(house, pool, 'ada')
    const cognito = {
      userPoolId: pool.poolId,
      userPoolClientId: pool.clientId,
      userPoolEndpoint: url,
    }
    work = { cognito, username: 'ada', password: PASSWORD }
  })

  it('of Node sign in and refresh', async () => {
    const worker = new NodeWorker(NODE_WORKER, {
      workerData: work,
      execArgv: ['--conditions=source'],
    })
    expect(await once(worker, 'message')).toEqual(['ada'])
    await worker.terminate()
  })

  it('of Chromium, where there is no localStorage, sign in and refresh', async () => {
    const { outputFiles } = await build({
      entryPoints: [WEB_WORKER],
      write: false,
      bundle: true,
      format: 'iife',
      platform: 'browser',
      target: 'es2022',
    })
    const { page } = await openPage(work.cognito)
    const said = page.evaluate(
      ([script, data]) =>
        new Promise((resolve, reject) => {
          const worker = new Worker(URL.createObjectURL(new Blob([script])))
          worker.onmessage = (message) => resolve(message.data)
          worker.onerror = ({ message }) => reject(new Error(message))
          worker.postMessage(data)
        }),
      [outputFiles[0]?.text ?? '', work] as const,
    )
    expect(await said).toBe('ada')
  })
})
