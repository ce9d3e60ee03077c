import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'

export interface Listening {
  readonly port: number
  /** Takes nothing new, lets what is under way finish for so long, then cuts the rest. */
  close(graceMs: number): Promise<void>
}

interface ListenOptions {
  readonly fetch: (request: Request) => Response | Promise<Response>
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
}

/** A client that sends its headers or its body slower than this holds a connection for nothing. */
const HEADERS_TIMEOUT_MS = 15_000
const REQUEST_TIMEOUT_MS = 60_000

/** Serves on a socket. @throws when the address is taken or not of this machine. */
export async function listen({ fetch, host, port }: ListenOptions): Promise<Listening> {
  const server = createServer(
    { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    getRequestListener(fetch, { overrideGlobalObjects: false }),
  )
  server.listen(port, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port, // listening on TCP
    close: (graceMs) => stop(server, graceMs),
  }
}

async function stop(server: Server, graceMs: number): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  const cut = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearTimeout(cut)
}
