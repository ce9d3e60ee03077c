import { operation } from '../call/operation.ts'
import { clientSecrets } from '../flows/client-proof.ts'
import { createClient } from '../flows/create-client.ts'
import { describeClient } from '../rules/shapes/client.ts'
import { readPage } from '../tokens/page.ts'

const DEFAULT_PAGE = 60

export const CreateUserPoolClient = operation(
  'CreateUserPoolClient',
  async ({ pool, input, services }) => {
    const { client, secret } = await createClient(pool, input, services)
    return { UserPoolClient: describeClient(client, secret) }
  },
)

export const DescribeUserPoolClient = operation(
  'DescribeUserPoolClient',
  async ({ client, keyring }) => ({
    UserPoolClient: describeClient(client, clientSecrets(client, keyring)[0]),
  }),
)

export const ListUserPoolClients = operation(
  'ListUserPoolClients',
  async ({ pool, input, clients, services }) => {
    const { rows, next } = await readPage(
      {
        list: ['ListUserPoolClients', pool.id],
        limit: input.MaxResults ?? DEFAULT_PAGE,
        token: input.NextToken,
      },
      services,
      (limit, after?: { createdAt: number; id: string }) => clients.list(pool.id, limit, after),
      ({ createdAt, id }) => ({ createdAt, id }),
    )
    return {
      UserPoolClients: rows.map((client) => ({
        ClientId: client.id,
        ClientName: client.name,
        UserPoolId: pool.id,
      })),
      ...(next !== undefined && { NextToken: next }),
    }
  },
)

export const DeleteUserPoolClient = operation('DeleteUserPoolClient', async ({ client, write }) => {
  await write(({ clients }) => clients.remove(client.id))
})
