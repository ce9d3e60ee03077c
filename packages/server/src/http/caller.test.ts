import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callerOf } from './caller.ts'
import { type Listening, listen } from './listen.ts'

const app = new Hono().get('/', (context) => context.json(callerOf(context)))
const FORWARDED = {
  'x-forwarded-for': '203.0.113.9',
  forwarded: 'for=203.0.113.9',
  'x-real-ip': '203.0.113.9',
}

describe('a caller', () => {
  const ask = async (headers: Record<string, string>, address?: string) =>
    await (await app.request('/', { headers }, { address })).json()

  it('is where the connection comes from, whatever a header says', async () => {
    expect(await ask(FORWARDED, '192.0.2.1')).toEqual({ address: '192.0.2.1' })
    expect(await ask(FORWARDED)).toEqual({})
  })

  it('is what the browser says, else what the SDK in it says', async () => {
    const sdk = { 'x-amz-user-agent': 'aws-sdk-js/3' }
    expect(await ask({ ...sdk, 'user-agent': 'Firefox/127.0' })).toEqual({
      userAgent: 'Firefox/127.0',
    })
    expect(await ask(sdk)).toEqual({ userAgent: 'aws-sdk-js/3' })
  })
})

describe.each(['127.0.0.1', '::'])('over a socket that listens on %s', (host) => {
  let server: Listening
  beforeAll(async () => {
    server = await listen({ fetch: app.fetch, host, port: 0 })
  })
  afterAll(() => server.close(0))

  it('the address is told as it was connected from', async () => {
    const answer = await fetch(`http://127.0.0.1:${server.port}/`, { headers: FORWARDED })
    expect(await answer.json()).toMatchObject({ address: '127.0.0.1' })
  })
})
