import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Listening, listen, openPoolhouse, type Poolhouse } from '../../src/index.ts'
import {
  callHeaders,
  callWith,
  connectTo,
  exchange,
  readAnswer,
  requestText,
} from '../support/raw-http.ts'

const MEGABYTE = 1_000_000
const TOO_LARGE = 'RequestEntityTooLargeException'

describe('a request of the wrong size', () => {
  let house: Poolhouse
  let server: Listening

  beforeAll(async () => {
    house = await openPoolhouse({ isStrict: true })
    server = await listen({ fetch: house.fetch, host: '127.0.0.1', port: 0 })
  })
  afterEach(async () => {
    const health = await exchange(server.port, requestText('GET', '/health/ready'))
    expect(health?.status).toBe(200)
  })
  afterAll(async () => {
    await server.close(0)
    await house.close()
  })

  it('is read up to a megabyte', async () => {
    const answer = await callWith(server.port, 'SignUp', 'x'.repeat(MEGABYTE))
    expect(answer?.status).toBe(400)
  })

  it('is refused one byte above', async () => {
    const answer = await callWith(server.port, 'SignUp', 'x'.repeat(MEGABYTE + 1))
    expect(answer).toMatchObject({ status: 413, body: expect.stringContaining(TOO_LARGE) })
  })

  it('is refused in chunks too', async () => {
    const head = requestText('POST', '/', {
      ...callHeaders('SignUp'),
      'transfer-encoding': 'chunked',
    })
    const chunk = `186a0\r\n${'x'.repeat(100_000)}\r\n`
    const answer = await exchange(server.port, head, chunk.repeat(11), '0\r\n\r\n')
    expect(answer).toMatchObject({ status: 413, body: expect.stringContaining(TOO_LARGE) })
  })

  it('is answered before the rest of it came', async () => {
    const headers = { ...callHeaders('SignUp'), 'content-length': 100 * MEGABYTE }
    const socket = await connectTo(server.port)
    socket.write(requestText('POST', '/', headers))
    socket.write('x'.repeat(2 * MEGABYTE))
    const [chunk] = await once(socket, 'data')
    expect(String(chunk)).toContain('HTTP/1.1 413')
    socket.destroy()
  })

  it('may be aborted half-way', async () => {
    const headers = { ...callHeaders('SignUp'), 'content-length': 100 * MEGABYTE }
    for (let times = 0; times < 20; times++) {
      const socket = await connectTo(server.port)
      socket.write(requestText('POST', '/', headers))
      socket.write('x'.repeat(10_000), () => socket.destroy())
      await once(socket, 'close')
    }
  })

  it('may end before its length is reached', async () => {
    const socket = await connectTo(server.port)
    const answer = readAnswer(socket)
    socket.write(requestText('POST', '/', { ...callHeaders('SignUp'), 'content-length': 50 }))
    socket.end('{"ClientId":')
    expect((await answer)?.status).not.toBe(500)
  })

  it('that breaks off is no failure of the server', async () => {
    const body = new ReadableStream({
      pull: (controller) => controller.error(new Error('aborted')),
    })
    const headers = callHeaders('SignUp')
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', headers, body, duplex: 'half' }
    const answer = await house.fetch(new Request(`${house.publicUrl}/`, init))
    expect(answer.status).toBe(400)
  })

  it.each([
    ['a chunk of no length', 'zz\r\n'],
    ['a chunk longer than any', 'fffffffffffffffff\r\nx'],
    ['a chunk without its end', '1\r\nxx\r\n'],
  ])('with %s is a bad request', async (_name, chunk) => {
    const headers = { ...callHeaders('SignUp'), 'transfer-encoding': 'chunked' }
    const answer = await exchange(server.port, requestText('POST', '/', headers), chunk)
    expect(answer?.status).toBe(400)
  })

  it.each([
    ['a length below nothing', { 'content-length': -1 }],
    ['a length that is no number', { 'content-length': '1e3' }],
    ['two ways to tell its length', { 'content-length': 2, 'transfer-encoding': 'chunked' }],
  ])('with %s is a bad request', async (_name, headers) => {
    const all = { ...callHeaders('SignUp'), ...headers }
    const answer = await exchange(server.port, requestText('POST', '/', all), '{}')
    expect(answer?.status).toBe(400)
  })

  it.each([
    ['a header', '/', { 'x-long': 'x'.repeat(100_000) }],
    ['a target', '/', { 'x-amz-target': `A.${'x'.repeat(100_000)}` }],
    ['a path', `/${'x'.repeat(100_000)}`, {}],
  ])('is refused for %s of 100 kB', async (_name, path, headers) => {
    const answer = await exchange(server.port, requestText('GET', path, headers))
    expect(answer?.status).toBe(431)
  })
})
