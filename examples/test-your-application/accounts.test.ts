import { type Listening, listen, openPoolhouse, type Poolhouse } from '@poolhouse/server'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { accountsIn } from './accounts.ts'

const publicUrl = 'http://localhost:7676'
let house: Poolhouse
let server: Listening
let accounts: ReturnType<typeof accountsIn>

beforeAll(async () => {
  house = await openPoolhouse({ store: 'memory', demo: true, publicUrl })
  server = await listen({ fetch: house.fetch, host: '127.0.0.1', port: 7676 })
  accounts = accountsIn('poolhousedemo', publicUrl)
})
afterAll(async () => {
  await server.close(1000)
  await house.close()
})
// Every test begins with an empty demo pool.
beforeEach(() => fetch(`${publicUrl}/reset`, { method: 'POST' }))

it('lets a person in once they confirmed their address', async () => {
  await accounts.register('ada', 'ada@example.com', 'Swim-Every-Day-1')
  await expect(accounts.signIn('ada', 'Swim-Every-Day-1')).rejects.toThrow('not confirmed')

  const message = await house.inbox.last('ada@example.com')
  await accounts.confirm('ada', message?.code ?? '')
  const token = await accounts.signIn('ada', 'Swim-Every-Day-1')
  expect(await accounts.nameOf(token)).toBe('ada')
})

it('shuts them out when their token has expired', async () => {
  await accounts.register('ada', 'ada@example.com', 'Swim-Every-Day-1')
  await accounts.confirm('ada', (await house.inbox.last('ada'))?.code ?? '')
  const token = await accounts.signIn('ada', 'Swim-Every-Day-1')
  house.clock.advance('61m')
  await expect(accounts.nameOf(token)).rejects.toThrow('Access Token has expired')
})

it('tells them when no mail goes out', async () => {
  house.fail('email')
  await expect(
    accounts.register('ada', 'ada@example.com', 'Swim-Every-Day-1'),
  ).rejects.toMatchObject({ name: 'CodeDeliveryFailureException' })
  house.restore()
})
