import {
  CognitoIdentityProvider,
  paginateListUserPoolClients,
  paginateListUserPools,
  ResourceNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider'
import { expect, it } from 'vitest'
import { makeClient, makePool } from '../support/people.ts'
import { onEachStore } from '../support/stores.ts'
import { useServer } from './serve.ts'

onEachStore('pools and app clients through the AWS SDK', (open) => {
  const server = useServer(open)
  const connect = () =>
    new CognitoIdentityProvider({
      region: 'us-east-1',
      endpoint: server().url,
      credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'any will do in development' },
    })

  it('creates, describes and deletes a user pool', async () => {
    const sdk = connect()
    const { UserPool: made } = await sdk.createUserPool({
      PoolName: 'swimmers',
      AutoVerifiedAttributes: ['email'],
      UserPoolTags: { team: 'blue' },
    })
    expect(made).toMatchObject({ Name: 'swimmers', UserPoolTags: { team: 'blue' } })
    expect(made?.CreationDate).toBeInstanceOf(Date)
    const UserPoolId = made?.Id ?? ''
    const { UserPool: described } = await sdk.describeUserPool({ UserPoolId })
    expect(described).toEqual(made)
    await sdk.deleteUserPool({ UserPoolId })
    const gone = sdk.describeUserPool({ UserPoolId })
    await expect(gone).rejects.toBeInstanceOf(ResourceNotFoundException)
  })

  it('lists every user pool once, page by page', async () => {
    const client = connect()
    const made = [1, 2, 3].map(async () => (await makePool(server().house)).poolId)
    const ids = await Promise.all(made)
    const pages: string[][] = []
    for await (const page of paginateListUserPools({ client, pageSize: 2 }, { MaxResults: 2 })) {
      pages.push((page.UserPools ?? []).map(({ Id = '' }) => Id))
    }
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.every((page) => page.length <= 2)).toBe(true)
    const listed = pages.flat()
    expect(listed).toHaveLength(new Set(listed).size)
    expect(listed).toEqual(expect.arrayContaining(ids))
  })

  it('creates, describes and deletes an app client', async () => {
    const sdk = connect()
    const { poolId: UserPoolId } = await makePool(server().house)
    const { UserPoolClient: made } = await sdk.createUserPoolClient({
      UserPoolId,
      ClientName: 'web',
      GenerateSecret: true,
    })
    const ClientId = made?.ClientId ?? ''
    expect(made?.ClientSecret).toMatch(/^\w{40,}$/)
    const { UserPoolClient: described } = await sdk.describeUserPoolClient({ UserPoolId, ClientId })
    expect(described).toEqual(made)
    await sdk.deleteUserPoolClient({ UserPoolId, ClientId })
    const gone = sdk.describeUserPoolClient({ UserPoolId, ClientId })
    await expect(gone).rejects.toBeInstanceOf(ResourceNotFoundException)
  })

  it('lists the app clients of one pool, page by page', async () => {
    const { house } = server()
    const { poolId: UserPoolId, clientId } = await makePool(house)
    const second = await makeClient(house, UserPoolId)
    const third = await makeClient(house, UserPoolId)
    await makePool(house)
    const pages: string[][] = []
    const listing = { client: connect(), pageSize: 2 }
    for await (const page of paginateListUserPoolClients(listing, { UserPoolId })) {
      pages.push((page.UserPoolClients ?? []).map(({ ClientId = '' }) => ClientId))
    }
    expect(pages.map((page) => page.length)).toEqual([2, 1])
    expect(pages.flat().sort()).toEqual([clientId, second.clientId, third.clientId].sort())
  })
})
