import { beforeAll, describe, expect, it } from 'vitest'
import { makeClient, makePool, makeUser, PASSWORD } from '../../test/support/people.ts'
import { sdkFor } from '../../test/support/sdk.ts'
import { onEachStore } from '../../test/support/stores.ts'
import { call } from '../../test/support/wire.ts'
import type { Poolhouse } from '../index.ts'
import { secretHash } from '../rules/secret-hash.ts'

const OWN_SECRET = 'abcdefghijklmnopqrstuvwxyz+_0123456789'

onEachStore('client secrets', (open) => {
  let house: Poolhouse
  let UserPoolId: string
  beforeAll(async () => {
    house = await open()
    const pool = await makePool(house)
    UserPoolId = pool.poolId
    await makeUser(house, pool, 'ada')
  })
  const make = async (settings: object = { GenerateSecret: true }) => {
    const { clientId, clientSecret } = await makeClient(house, UserPoolId, settings)
    return { ids: { UserPoolId, ClientId: clientId }, secret: clientSecret ?? '' }
  }
  type Ids = Awaited<ReturnType<typeof make>>['ids']
  const add = async (ids: Ids, ClientSecret?: string) => {
    const answer = await sdkFor(house).addUserPoolClientSecret({ ...ids, ClientSecret })
    return answer.ClientSecretDescriptor
  }
  const list = async (ids: Ids) =>
    (await sdkFor(house).listUserPoolClientSecrets(ids)).ClientSecrets ?? []
  const remove = (ids: Ids, ClientSecretId: string | undefined) =>
    sdkFor(house).deleteUserPoolClientSecret({ ...ids, ClientSecretId })

  /** Signs in with the secret's hash, then refreshes with the secret itself. */
  const prove = async ({ ClientId }: Ids, secret: string) => {
    const sdk = sdkFor(house)
    const SECRET_HASH = secretHash('ada', ClientId, secret)
    const { AuthenticationResult } = await sdk.initiateAuth({
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'ada', PASSWORD, SECRET_HASH },
    })
    const RefreshToken = AuthenticationResult?.RefreshToken
    await sdk.getTokensFromRefreshToken({ ClientId, ClientSecret: secret, RefreshToken })
    return RefreshToken
  }

  it('are two at most: the first goes on working beside the second', async () => {
    const { ids, secret } = await make()
    const added = await add(ids)
    expect(added).toEqual({
      ClientSecretId: expect.stringMatching(new RegExp(`^${ids.ClientId}--\\d{13}$`)),
      ClientSecretValue: expect.stringMatching(/^[0-9a-z]{51}$/),
      ClientSecretCreateDate: expect.any(Date),
    })
    await prove(ids, secret)
    await prove(ids, added?.ClientSecretValue ?? '')
    await expect(prove(ids, `${secret.slice(0, -1)}-`)).rejects.toThrow('Unable to verify')
    await expect(add(ids)).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: `Client ${ids.ClientId} has 2 secrets already: delete one first.`,
    })
  })

  it('are listed the oldest first, never with their value', async () => {
    const { ids } = await make()
    const first = await list(ids)
    const added = await add(ids)
    const answer = await call(house, 'ListUserPoolClientSecrets', ids)
    expect(answer.body).toEqual({
      ClientSecrets: [
        {
          ClientSecretId: first[0]?.ClientSecretId,
          ClientSecretCreateDate: (first[0]?.ClientSecretCreateDate?.getTime() ?? 0) / 1000,
        },
        {
          ClientSecretId: added?.ClientSecretId,
          ClientSecretCreateDate: (added?.ClientSecretCreateDate?.getTime() ?? 0) / 1000,
        },
      ],
    })
  })

  it('prove nothing more once deleted; the other one stays, and is described', async () => {
    const { ids, secret } = await make()
    const [old] = await list(ids)
    const added = await add(ids)
    const RefreshToken = await prove(ids, secret)
    await remove(ids, old?.ClientSecretId)
    await expect(prove(ids, secret)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: `Unable to verify secret hash for client ${ids.ClientId}`,
    })
    const value = added?.ClientSecretValue ?? ''
    await prove(ids, value)
    // What was proven with the old one goes on with the new one.
    const refresh = { ClientId: ids.ClientId, RefreshToken }
    const sdk = sdkFor(house)
    await sdk.getTokensFromRefreshToken({ ...refresh, ClientSecret: value })
    await expect(
      sdk.getTokensFromRefreshToken({ ...refresh, ClientSecret: secret }),
    ).rejects.toThrow('Unable to verify secret')
    const described = await sdk.describeUserPoolClient(ids)
    expect(described.UserPoolClient?.ClientSecret).toBe(value)
    await add(ids)
    expect(await list(ids)).toHaveLength(2)
  })

  it('may be chosen; their value is not told back', async () => {
    const { ids, secret } = await make()
    const added = await add(ids, OWN_SECRET)
    expect(added).toEqual({
      ClientSecretId: expect.any(String),
      ClientSecretCreateDate: expect.any(Date),
    })
    await prove(ids, OWN_SECRET)
    await prove(ids, secret)

    const own = await make({ ClientSecret: OWN_SECRET })
    await add(own.ids)
    await prove(own.ids, OWN_SECRET)
  })

  it('stay two when several are added at once, and one when both are deleted at once', async () => {
    const { ids } = await make()
    const added = await Promise.allSettled([add(ids), add(ids), add(ids)])
    expect(added.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const two = await list(ids)
    expect(two).toHaveLength(2)
    const removed = await Promise.allSettled(two.map((each) => remove(ids, each.ClientSecretId)))
    expect(removed.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await list(ids)).toHaveLength(1)
  })

  it('survive an update of the client', async () => {
    const { ids, secret } = await make()
    const added = await add(ids)
    await sdkFor(house).updateUserPoolClient({
      ...ids,
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    })
    await prove(ids, secret)
    await prove(ids, added?.ClientSecretValue ?? '')
  })

  describe('refuse', () => {
    it('a public client: all its applications would be shut out', async () => {
      const { ids } = await make({})
      await expect(add(ids)).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: `Client ${ids.ClientId} is a public client: make a new one to have a secret.`,
      })
      expect(await list(ids)).toEqual([])
      await expect(remove(ids, `${ids.ClientId}--1`)).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      })
    })

    it('to lose the last one', async () => {
      const { ids, secret } = await make()
      const [only] = await list(ids)
      await expect(remove(ids, only?.ClientSecretId)).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: `Client secret ${only?.ClientSecretId} is the last of its client and cannot be deleted.`,
      })
      await prove(ids, secret)
    })

    it('the id of a secret that is not there, or is another client’s', async () => {
      const [one, other] = [await make(), await make()]
      await add(one.ids)
      const [foreign] = await list(other.ids)
      for (const id of ['none', foreign?.ClientSecretId]) {
        await expect(remove(one.ids, id)).rejects.toMatchObject({
          name: 'ResourceNotFoundException',
          message: `Client secret ${id} does not exist.`,
        })
      }
      expect(await list(other.ids)).toHaveLength(1)
    })

    it.each(['x'.repeat(23), 'x'.repeat(65), `${'x'.repeat(30)}-`])('the value %s', async (own) => {
      const { ids } = await make()
      const error = await add(ids, own).catch((reason) => reason)
      expect(error).toMatchObject({ name: 'InvalidParameterException' })
      expect(error.message).not.toContain(own)
    })

    it('a page token: there is one page only', async () => {
      const { ids } = await make()
      await expect(
        sdkFor(house).listUserPoolClientSecrets({ ...ids, NextToken: 'x' }),
      ).rejects.toMatchObject({
        name: 'InvalidParameterException',
        message: 'Invalid pagination token',
      })
    })

    it('a client that is not there, or not in that pool', async () => {
      const { ids } = await make()
      const elsewhere = await makePool(house)
      const wrong = [
        { ...ids, ClientId: 'unknownclient' },
        { ...ids, UserPoolId: elsewhere.poolId },
      ]
      for (const input of wrong) {
        const refused = { name: 'ResourceNotFoundException' }
        await expect(add(input)).rejects.toMatchObject(refused)
        await expect(list(input)).rejects.toMatchObject(refused)
        await expect(remove(input, 'x')).rejects.toMatchObject(refused)
      }
    })
  })
})
