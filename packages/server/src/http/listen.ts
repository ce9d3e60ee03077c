import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import type { Connection } from './caller.ts'

export interface Listening {
  readonly port: number
  /** Takes nothing new, lets what is under way finish for so long, then cuts the rest. */
  close(graceMs: number): Promise<void>
}

interface ListenOptions {
  readonly fetch: (request: Request, connection: Connection) => Response | Promise<Response>
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
    getRequestListener((request, { incoming }) => fetch(request, connectionOf(incoming)), {
      overrideGlobalObjects: false,
    }),
  )
  const stop = makeStop(server)
  server.listen(port, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port, // listening on TCP
    close: stop,
  }
}

/** An IPv4 address that came to a socket of IPv6 is written as what it is (RFC 4291 §2.5.5.2). */
const connectionOf = ({ socket }: Pick<IncomingMessage, 'socket'>): Connection => ({
  address: socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/i, ''),
})

/**
 * Ends a server's connections as each of them becomes free. Node closes those that wait for a next request;
 * not those on which nothing was ever asked, as browsers open them ahead, and after an answer it goes on to
 * listen on the same connection.
 */
function makeStop(server: Server): (graceMs: number) => Promise<void> {
  const unused = new Set<Socket>()
  const unanswered = new Set<ServerResponse>()
  let isStopping = false

  const makeLast = (response: ServerResponse) => {
    if (!response.headersSent) response.setHeader('connection', 'close')
  }
  server.on('connection', (socket) => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  // Before the listener that answers.
  server.prependListener('request', ({ socket }, response) => {
    unused.delete(socket)
    unanswered.add(response)
    response.once('close', () => unanswered.delete(response))
    if (isStopping) makeLast(response)
  })

  return async function stop(graceMs) {
    isStopping = true
    const closed = once(server, 'close')
    server.close()
    server.closeIdleConnections()
    for (const socket of unused) if (socket.bytesRead === 0) socket.destroy()
    for (const response of unanswered) makeLast(response)
    const cut = setTimeout(() => server.closeAllConnections(), graceMs)
    await closed
    clearTimeout(cut)
  }
}
