import { ServiceError } from '../api/errors.ts'
import { operation } from '../call/operation.ts'
import { clientSecrets } from '../flows/client-proof.ts'
import { addClientSecret, removeClientSecret } from '../flows/client-secrets.ts'
import { createClient } from '../flows/create-client.ts'
import { updateClient } from '../flows/update-client.ts'
import { describeClient, describeSecret } from '../rules/shapes/client.ts'
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

export const UpdateUserPoolClient = operation(
  'UpdateUserPoolClient',
  async ({ pool, client, input, keyring, services }) => {
    const changed = await updateClient(pool, client, input, services)
    return { UserPoolClient: describeClient(changed, clientSecrets(changed, keyring)[0]) }
  },
)

export const DeleteUserPoolClient = operation('DeleteUserPoolClient', async ({ client, write }) => {
  await write(({ clients }) => clients.remove(client.id))
})

export const AddUserPoolClientSecret = operation(
  'AddUserPoolClientSecret',
  async ({ client, input, services }) => {
    const { record, generated } = await addClientSecret(client, input.ClientSecret, services)
    return { ClientSecretDescriptor: describeSecret(record, generated) }
  },
)

export const ListUserPoolClientSecrets = operation(
  'ListUserPoolClientSecrets',
  async ({ client, input, clients }) => {
    // Two secrets are one page, so that no token for another was ever given.
    if (input.NextToken !== undefined) {
      throw new ServiceError('InvalidParameterException', 'Invalid pagination token')
    }
    const secrets = await clients.secrets(client.id)
    return { ClientSecrets: secrets.map((secret) => describeSecret(secret)) }
  },
)

export const DeleteUserPoolClientSecret = operation(
  'DeleteUserPoolClientSecret',
  async ({ client, input, services }) => removeClientSecret(client, input.ClientSecretId, services),
)
