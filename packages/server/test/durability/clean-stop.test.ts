import { once } from 'node:events'
import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { callHeaders, connectTo, exchange, readAnswer, requestText } from '../support/raw-http.ts'
import { type ServerProcess, useServers } from '../support/server-process.ts'

const REQUESTS = 10
const BODY = '{"MaxResults":1}'
const EX_CONFIG = 78

/** A call that the server has begun to read: it said "Continue", and the body is still to come. */
async function beginCall(port: number): Promise<Socket> {
  const socket = await connectTo(port)
  const headers = {
    ...callHeaders('ListUserPools'),
    'content-length': BODY.length,
    expect: '100-continue',
    connection: 'keep-alive',
  }
  socket.write(requestText('POST', '/', headers))
  const [chunk] = await once(socket, 'data')
  expect(String(chunk)).toContain('100 Continue')
  return socket
}

/** Resolves when nobody listens on the port any more. */
async function untilRefused(port: number): Promise<void> {
  for (;;) {
    const socket = await connectTo(port).catch((error: Error) => error)
    if (socket instanceof Error) return
    socket.destroy()
  }
}

describe('a server that is told to stop', () => {
  const servers = useServers()
  const start = (...flags: string[]): Promise<ServerProcess> =>
    servers.start({ store: { sqlite: servers.folder() }, flags })

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s finishes what it began, and ends well',
    async (signal) => {
      const server = await start()
      const begun = await Promise.all(
        Array.from({ length: REQUESTS }, () => beginCall(server.port)),
      )
      const idle = await connectTo(server.port)
      server.signal(signal)
      await untilRefused(server.port)
      await once(idle, 'close')

      const answers = begun.map(readAnswer)
      for (const socket of begun) socket.write(BODY)
      for (const answer of await Promise.all(answers)) {
        expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('UserPools') })
      }
      expect(await server.exited).toBe(0)
    },
  )

  it('takes no second request on a connection that it lets finish', async () => {
    const server = await start()
    const socket = await beginCall(server.port)
    server.signal('SIGTERM')
    await untilRefused(server.port)
    const answer = readAnswer(socket)
    socket.write(`${BODY}${requestText('GET', '/health/live')}`)
    expect((await answer)?.body).toContain('UserPools')
    expect(await server.exited).toBe(0)
  })

  it('cuts off what does not finish in time', async () => {
    const server = await start('--shutdown-timeout', '1')
    const socket = await beginCall(server.port)
    server.signal('SIGTERM')
    expect(await readAnswer(socket)).toBeUndefined()
    expect(await server.exited).toBe(0)
  })

  it('leaves a folder that opens again', async () => {
    const store = { sqlite: servers.folder() }
    for (let times = 0; times < 2; times++) {
      const server = await servers.start({ store })
      server.signal('SIGTERM')
      expect(await server.exited).toBe(0)
    }
  })
})

describe('a server that cannot start', () => {
  const servers = useServers()

  it('says so in one line where another has the folder', async () => {
    const store = { sqlite: servers.folder() }
    const first = await servers.start({ store })
    const { code, output } = await servers.refuse({ store })
    expect(code).toBe(EX_CONFIG)
    expect(output.trim().split('\n')).toEqual([expect.stringContaining(store.sqlite)])
    expect(output).toContain('another')
    const health = await exchange(first.port, requestText('GET', '/health/ready'))
    expect(health?.status).toBe(200)
  })

  it('says so in one line where the master key is another one', async () => {
    const store = { sqlite: servers.folder() }
    const first = await servers.start({ store })
    first.signal('SIGTERM')
    await first.exited
    const { code, output } = await servers.refuse({ store, masterKey: Buffer.alloc(32, 1) })
    expect(code).toBe(EX_CONFIG)
    expect(output.trim().split('\n')).toEqual([expect.stringContaining('POOLHOUSE_KEY')])
  })

  it.each(['127.0.0.1', 'localhost'])(
    'says so in one line where no PostgreSQL is at %s',
    async (host) => {
      const store = { postgres: `postgres://somebody:secret-word@${host}:1/nothing` }
      const { code, output } = await servers.refuse({ store })
      expect(code).toBe(EX_CONFIG)
      expect(output.trim().split('\n')).toEqual([expect.stringContaining(`${host}:1`)])
      expect(output).not.toContain('secret-word')
    },
  )
})
