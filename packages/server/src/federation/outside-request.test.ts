import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { makeOutsideRequest } from './outside-request.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function serve(listener: RequestListener): Promise<URL> {
  const server = createServer(listener)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  closing.push(() => server.close().closeAllConnections())
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
}

it.each([
  ...['https://127.0.0.1/', 'https://2130706433/', 'https://0x7f.1/', 'https://10.0.0.1/'],
  ...['https://[::1]/', 'https://[::ffff:127.0.0.1]/', 'https://169.254.169.254/latest/'],
  'https://localhost/',
])('reaches no neighbour: %s', async (address) => {
  const request = makeOutsideRequest(['elsewhere.example'])(new URL(address))
  await expect(request).rejects.toThrow('is at a private address')
})

it.each(['http://example.com/', 'ftp://example.com/', 'file:///etc/passwd'])(
  'goes by https only: %s',
  async (address) => {
    const request = makeOutsideRequest([])(new URL(address))
    await expect(request).rejects.toThrow('over https only')
  },
)

it('reaches a host that may be reached', async () => {
  const url = await serve((request, response) => {
    response.writeHead(418).end(request.headers.accept)
  })
  const answer = await makeOutsideRequest(['127.0.0.1'])(url, { accept: 'x' })
  expect(answer).toEqual({ status: 418, text: 'x' })
})

it('follows no redirect', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(302, { location: 'https://example.com/' }).end()
  })
  expect((await makeOutsideRequest(['127.0.0.1'])(url)).status).toBe(302)
})

it('reads no more than it may', async () => {
  const url = await serve((_request, response) => {
    const pour = () => {
      while (response.write('x'.repeat(65_536)));
    }
    response.on('drain', pour)
    pour()
  })
  await expect(makeOutsideRequest(['127.0.0.1'])(url)).rejects.toThrow('more than')
})

it('waits for nobody longer than it may', async () => {
  const url = await serve((_request, response) => {
    response.write('a little')
  })
  const request = makeOutsideRequest(['127.0.0.1'], 50)(url)
  await expect(request).rejects.toThrow('cannot be reached')
})

it('says so where nobody answers', async () => {
  const url = await serve(() => {})
  for (const close of closing.splice(0)) close()
  await expect(makeOutsideRequest(['127.0.0.1'])(url)).rejects.toThrow('cannot be reached')
})
