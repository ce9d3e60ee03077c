import { beforeAll, expect, it } from 'vitest'
import { makePool, makeUser, PASSWORD, type TestPool } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import type { Poolhouse } from '../index.ts'

onEachStore('ConfirmSignUp with ForceAliasCreation', (open) => {
  let house: Poolhouse
  beforeAll(async () => {
    house = await open()
  })
  const sdk = () => sdkFor(house)
  async function signUp({ clientId }: TestPool, Username: string, attributes: object) {
    const UserAttributes = Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }))
    const request = { ClientId: clientId, Username, Password: PASSWORD, UserAttributes }
    const { UserSub = '' } = await sdk().signUp(request)
    const { code = '' } = (await house.inbox.last(UserSub)) ?? {}
    const { code: named = '' } = (await house.inbox.last(Username)) ?? {}
    return { ClientId: clientId, Username, ConfirmationCode: code || named }
  }

  it('moves an alias to whoever proves it', async () => {
    const pool = await makePool(house, { AliasAttributes: ['email'] })
    await makeUser(house, pool, 'ada')
    const confirmation = await signUp(pool, 'new-ada', { email: 'ada@example.com' })
    await expect(sdk().confirmSignUp(confirmation)).rejects.toMatchObject({
      name: 'AliasExistsException',
    })
    await sdk().confirmSignUp({ ...confirmation, ForceAliasCreation: true })
    const names = { UserPoolId: pool.poolId, Username: 'ada@example.com' }
    expect((await sdk().adminGetUser(names)).Username).toBe('new-ada')
  })

  it('takes no address that another signs in with, and that was not proven', async () => {
    const pool = await makePool(house, {
      UsernameAttributes: ['email', 'phone_number'],
      AutoVerifiedAttributes: ['email'],
    })
    const UserPoolId = pool.poolId
    const phone_number = '+15550109999'
    const { User } = await sdk().adminCreateUser({
      UserPoolId,
      Username: phone_number,
      MessageAction: 'SUPPRESS',
    })
    const confirmation = await signUp(pool, 'thief@example.com', { phone_number })
    await expect(
      sdk().confirmSignUp({ ...confirmation, ForceAliasCreation: true }),
    ).rejects.toMatchObject({ name: 'AliasExistsException' })
    const owner = await sdk().adminGetUser({ UserPoolId, Username: phone_number })
    expect(owner.Username).toBe(User?.Username)
  })
})
