import type { UserPoolClientType } from '@aws-sdk/client-cognito-identity-provider'
import type { Client } from '../../records/client.ts'

/** A client as it is described and as it was created. The secret is the first of its secrets, opened. */
export const describeClient = (client: Client, secret: string | undefined): UserPoolClientType => ({
  ...client.document,
  UserPoolId: client.poolId,
  ClientName: client.name,
  ClientId: client.id,
  ...(secret !== undefined && { ClientSecret: secret }),
  CreationDate: new Date(client.createdAt),
  LastModifiedDate: new Date(client.modifiedAt),
})
