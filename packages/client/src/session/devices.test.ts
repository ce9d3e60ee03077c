import { expect, it } from 'vitest'
import { createCore } from '../core/core.ts'
import { memoryStorage } from '../storage/memory.ts'
import { deviceOf, rememberLocally } from './devices.ts'

const deviceNamed = (deviceKey: string) => ({
  deviceKey,
  deviceGroupKey: 'group',
  randomPassword: 'secret',
})

it('keeps the devices of those who came last, of however many share a browser', async () => {
  const core = createCore(
    { Auth: { Cognito: { userPoolId: 'us-east-1_A', userPoolClientId: 'app' } } },
    { storage: memoryStorage() },
  )
  const remember = (name: string) =>
    rememberLocally(core, [name, `${name}@example.com`, name], deviceNamed(name))
  for (let i = 1; i <= 10; i++) await remember(`user${i}`)
  await remember('user1')
  await remember('user11')
  const kept = async (name: string) => (await deviceOf(core, name))?.deviceKey
  expect(await kept('user1')).toBe('user1')
  expect(await kept('user1@example.com')).toBe('user1')
  expect(await kept('user11')).toBe('user11')
  expect(await kept('user2')).toBeUndefined()
  expect(await kept('user3')).toBe('user3')
})
