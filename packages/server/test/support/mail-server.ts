import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  /** Headers and body as they came. */
  readonly data: string
}

/** A mail server on loopback that takes every message (RFC 5321, as much of it as a sender needs). */
export async function startMailServer() {
  const received: ReceivedMail[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    converse(socket, received)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function converse(socket: Socket, received: ReceivedMail[]): void {
  let buffered = ''
  let from = ''
  let to: string[] = []
  let isData = false
  const say = (line: string) => socket.write(`${line}\r\n`)
  const verbs: Record<string, (rest: string) => void> = {
    EHLO: () => say('250 test'),
    HELO: () => say('250 test'),
    MAIL: (rest) => {
      from = /<(.*?)>/.exec(rest)?.[1] ?? ''
      to = []
      say('250 ok')
    },
    RCPT: (rest) => {
      to.push(/<(.*?)>/.exec(rest)?.[1] ?? '')
      say('250 ok')
    },
    DATA: () => {
      isData = true
      say('354 go on')
    },
    RSET: () => say('250 ok'),
    QUIT: () => socket.end('221 bye\r\n'),
  }
  socket.on('data', (chunk) => {
    buffered += chunk.toString('utf8')
    for (;;) {
      const end = isData ? buffered.indexOf('\r\n.\r\n') : buffered.indexOf('\r\n')
      if (end < 0) return
      const text = buffered.slice(0, end)
      buffered = buffered.slice(end + (isData ? 5 : 2))
      if (isData) {
        received.push({ from, to, data: text })
        isData = false
        say('250 taken')
      } else {
        const verb = text.slice(0, 4).toUpperCase()
        const answer = verbs[verb]
        if (answer) answer(text)
        else say('502 not known')
      }
    }
  })
  say('220 test')
}
