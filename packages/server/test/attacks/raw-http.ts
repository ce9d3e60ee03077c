import { once } from 'node:events'
import { connect } from 'node:net'

export interface RawAnswer {
  /** Zero where nothing was answered. */
  readonly status: number
  readonly text: string
}

/** Sends bytes as they are to a port of loopback, and reads until the other side closes. */
export async function sendRaw(port: number, bytes: string, host = '127.0.0.1'): Promise<RawAnswer> {
  const socket = connect(port, host)
  let text = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk
  })
  // A server that is done with us may reset what we are still writing.
  socket.on('error', () => {})
  socket.write(bytes, 'latin1')
  await once(socket, 'close')
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text }
}
