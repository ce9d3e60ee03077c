/** A login provider on this machine: an OpenID Connect issuer, and the endpoints of those that are asked. */
import { createPublicKey } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inject } from 'vitest'
import { byKey, write } from '../attacks/forge.ts'

export type Answer = (request: IncomingMessage, response: ServerResponse) => void

export const json =
  (body: unknown, status = 200): Answer =>
  (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

export interface LoginProvider {
  readonly origin: string
  /** Host and port: how an OpenID Connect provider is named. */
  readonly name: string
  /** What it answers by path; the issuer's own documents are there from the start. */
  readonly answers: Map<string, Answer>
  /** The paths that were asked for, in order. */
  readonly asked: string[]
  /** An ID token of `issuer`, signed with the key that is published. */
  token(claims?: object, header?: object): string
  /** Publishes its documents again, as they were at first. */
  reset(): void
  close(): Promise<void>
}

export const CLIENT = 'the-app'
const KEY_ID = 'key-1'

/** Starts one. Its key is the first of the run's. */
export async function startLoginProvider(): Promise<LoginProvider> {
  const pair = inject('keyPairs')[0]
  if (!pair) throw new Error('the run has no key pairs')
  const answers = new Map<string, Answer>()
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname
    asked.push(path)
    const answer = answers.get(path) ?? json({}, 404)
    answer(request, response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const jwk = createPublicKey(pair.publicKey).export({ format: 'jwk' })
  const reset = () => {
    answers.clear()
    asked.length = 0
    const metadata = { issuer: origin, jwks_uri: `${origin}/keys` }
    answers.set('/.well-known/openid-configuration', json(metadata))
    answers.set('/keys', json({ keys: [{ ...jwk, kid: KEY_ID, use: 'sig' }] }))
  }
  reset()
  const now = () => Math.floor(Date.now() / 1000)
  return {
    origin,
    name: `127.0.0.1:${port}`,
    answers,
    asked,
    reset,
    token: (claims = {}, header = {}) =>
      write(
        { alg: 'RS256', kid: KEY_ID, ...header },
        { iss: origin, sub: 'ada', aud: CLIENT, iat: now(), exp: now() + 600, ...claims },
        byKey(pair),
      ),
    close: () => new Promise((done) => server.close(() => done())),
  }
}
