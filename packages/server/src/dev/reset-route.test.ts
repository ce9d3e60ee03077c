import { expect, it } from 'vitest'
import { makeUser, signIn } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

const post = (house: Poolhouse, path: string, headers: Record<string, string> = {}) =>
  house.fetch(new Request(house.publicUrl + path, { method: 'POST', headers }))

onEachStore('POST /reset', (open) => {
  it('deletes everything and makes the demo again', async () => {
    const house = await open({ demo: true })
    const demo = house.demo ?? { poolId: '', clientId: '' }
    await makeUser(house, demo, 'ada')
    const other = await sdkFor(house).createUserPool({ PoolName: 'other' })
    expect((await post(house, '/reset')).status).toBe(204)

    const { UserPools } = await sdkFor(house).listUserPools({ MaxResults: 60 })
    expect(UserPools?.map(({ Id }) => Id)).toEqual([demo.poolId])
    expect(other.UserPool?.Id).toBeDefined()
    await expect(signIn(house, demo, 'ada')).rejects.toThrow('Incorrect username or password.')
    expect(await house.inbox.all()).toEqual([])
    await makeUser(house, demo, 'ada')
    await signIn(house, demo, 'ada')
  })

  it('is not there in production, nor for a foreign page', async () => {
    const house = await open({ accessKeys: [{ id: 'AKIATEST', secret: 'a secret for tests' }] })
    expect((await post(house, '/reset')).status).toBe(404)
    const development = await open()
    expect((await post(development, '/reset', { origin: 'https://evil.example' })).status).toBe(403)
  })
})
