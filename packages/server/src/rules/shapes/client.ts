import type {
  ClientSecretDescriptorType,
  UserPoolClientType,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Client, ClientSecret } from '../../records/client.ts'

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

/** One of a client's secrets. Its value is told once, and only where it was generated here. */
export const describeSecret = (
  { id, createdAt }: ClientSecret,
  generated?: string,
): ClientSecretDescriptorType => ({
  ClientSecretId: id,
  ClientSecretCreateDate: new Date(createdAt),
  ...(generated !== undefined && { ClientSecretValue: generated }),
})
