/** A wire between a server and its database that a test can cut, block and mend. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface TcpProxy {
  /** The address of the other end, by way of this proxy. */
  readonly url: string
  /** Ends every connection and refuses new ones: the other end is gone. */
  cut(): Promise<void>
  /** Lets nothing through any more, and says nothing: the other end is lost in the network. */
  block(): void
  mend(): Promise<void>
}

/** Stands in front of a PostgreSQL address, on a port of its own. */
export async function openTcpProxy(target: string): Promise<TcpProxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let isBlocked = false

  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).once('close', () => sockets.delete(socket))
    return socket
  }
  const join = (near: Socket, far: Socket) => {
    near.on('data', (data) => isBlocked || far.write(data))
    near.once('close', () => far.destroy())
  }
  const server = createServer((incoming) => {
    const outgoing = keep(connect(Number(port), hostname))
    join(keep(incoming), outgoing)
    join(outgoing, incoming)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const ownPort = typeof address === 'object' && address ? address.port : 0
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String(ownPort)

  const dropAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: url.href,
    async cut() {
      if (!server.listening) return
      server.close()
      dropAll()
      await once(server, 'close')
    },
    block() {
      isBlocked = true
    },
    async mend() {
      isBlocked = false
      // What was swallowed is missing on connections of before.
      dropAll()
      if (!server.listening) await once(server.listen(ownPort, '127.0.0.1'), 'listening')
    },
  }
}
