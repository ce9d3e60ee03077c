/** The three ways to a function, each with the same one behind it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { listen } from '../../src/http/listen.ts'
import { verifySignature } from '../../src/http/sigv4.ts'

/** A key that what stands in for AWS Lambda takes, and no other. */
export const LAMBDA_KEY = { id: 'AKIATEST', secret: 'a secret for tests' }

// biome-ignore lint/suspicious/noExplicitAny: each trigger has its own event
export type Handler = (event: any) => unknown

/** Serves a function at an address, as whoever stands at the other end of a way would. */
type Serve = (request: Request, arn: string, run: Handler) => Promise<Response>

interface Way {
  /** Absent where the function is in this process. */
  readonly serve?: Serve
  readonly placeAt: (address: string) => string
}

export const WAYS = [
  ['an HTTP endpoint', { serve: serveHook, placeAt: (address) => `${address}/hook` }],
  ['a Lambda endpoint', { serve: serveInvoke, placeAt: (address) => `lambda:${address}` }],
  ['a local module', { placeAt: (folder) => join(folder, 'greet.mjs') }],
] as const satisfies readonly (readonly [string, Way])[]

export interface OpenedWay {
  /** As a setting names it. */
  readonly place: string
  close(): Promise<void>
}

/** Puts a function behind a way, under an ARN. */
export async function openWay(
  { serve, placeAt }: Way,
  arn: string,
  run: Handler,
): Promise<OpenedWay> {
  if (serve) {
    const fetch = (request: Request) => serve(request, arn, run)
    const listening = await listen({ fetch, host: '127.0.0.1', port: 0 })
    const place = placeAt(`http://127.0.0.1:${listening.port}`)
    return { place, close: () => listening.close(0) }
  }
  const folder = mkdtempSync(join(tmpdir(), 'poolhouse-way-'))
  writeFileSync(placeAt(folder), 'export const handler = (event) => globalThis.runInTest(event)\n')
  Object.assign(globalThis, { runInTest: run })
  return { place: placeAt(folder), close: async () => rmSync(folder, { recursive: true }) }
}

async function serveHook(request: Request, _arn: string, run: Handler): Promise<Response> {
  expect(`${request.method} ${new URL(request.url).pathname}`).toBe('POST /hook')
  expect(request.headers.get('content-type')).toBe('application/json')
  try {
    return answer(200, await run(JSON.parse(await request.text())))
  } catch (error) {
    return answer(422, { errorMessage: messageOf(error) })
  }
}

/** As AWS Lambda's Invoke: only signed requests, by our own verification, get as far as the function. */
async function serveInvoke(request: Request, arn: string, run: Handler): Promise<Response> {
  const url = new URL(request.url)
  const body = new Uint8Array(await request.arrayBuffer())
  const { method, headers } = request
  verifySignature(
    { method, url, headers, body },
    { service: 'lambda', region: 'us-east-1', now: Date.now(), find: () => LAMBDA_KEY },
  )
  expect(decodeURIComponent(url.pathname)).toBe(`/2015-03-31/functions/${arn}/invocations`)
  try {
    return answer(200, await run(JSON.parse(Buffer.from(body).toString())))
  } catch (error) {
    const failure = { errorType: 'Error', errorMessage: messageOf(error) }
    return answer(200, failure, { 'X-Amz-Function-Error': 'Unhandled' })
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body) ?? 'null', { status, headers })
