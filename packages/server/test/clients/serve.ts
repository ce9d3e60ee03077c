import { afterAll, beforeAll } from 'vitest'
import { type Listening, listen, type Poolhouse, type PoolhouseOptions } from '../../src/index.ts'
import type { Open } from '../support/stores.ts'

interface Served {
  readonly house: Poolhouse
  /** Where clients reach it, over a real socket. */
  readonly url: string
  /** Every request so far, as method and path. */
  readonly requests: readonly string[]
}

type Fetch = (request: Request) => Response | Promise<Response>

/** Serves a house on a free port while a suite runs; call the result for it, once hooks have run. */
export function useServer(open: Open, options: PoolhouseOptions = {}): () => Served {
  const requests: string[] = []
  let house: Poolhouse | undefined
  const address = useListener((request) => {
    requests.push(`${request.method} ${new URL(request.url).pathname}`)
    return opened().fetch(request)
  })
  // The port comes first: the house's public address and its issuers are made from it.
  beforeAll(async () => {
    house = await open({ publicUrl: address(), ...options })
  })
  return () => ({ house: opened(), url: address(), requests })

  function opened(): Poolhouse {
    if (!house) throw new Error('the house opens in a hook: ask for it inside a test')
    return house
  }
}

/** Listens on a free port of loopback while a suite runs; call the result for its address. */
export function useListener(fetch: Fetch): () => string {
  let listening: Listening | undefined
  beforeAll(async () => {
    listening = await listen({ fetch, host: '127.0.0.1', port: 0 })
  })
  afterAll(() => listening?.close(0))
  return () => {
    if (!listening) throw new Error('the listener starts in a hook: ask for it inside a test')
    return `http://127.0.0.1:${listening.port}`
  }
}
