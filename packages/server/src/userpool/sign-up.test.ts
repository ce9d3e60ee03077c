import { expect, it } from 'vitest'
import { makePool, makeUser, PASSWORD, signIn } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'

onEachStore('sign-up', (open) => {
  it('confirms with the code from the inbox and signs in', async () => {
    const house = await open()
    const pool = await makePool(house)
    const sub = await makeUser(house, pool, 'ada')
    const { AccessToken } = await signIn(house, pool, 'ada')
    const user = await sdkFor(house).getUser({ AccessToken })
    expect(user.Username).toBe('ada')
    expect(user.UserAttributes).toEqual([
      { Name: 'sub', Value: sub },
      { Name: 'email', Value: 'ada@example.com' },
      { Name: 'email_verified', Value: 'true' },
    ])
    expect(PASSWORD).toBeTruthy()
  })
})
