import type { UserPoolClientType } from '@aws-sdk/client-cognito-identity-provider'

/** What an administrator chose, with Cognito's defaults filled in, in the API's own shape. */
export type ClientDocument = Omit<
  UserPoolClientType,
  'UserPoolId' | 'ClientName' | 'ClientId' | 'ClientSecret' | 'CreationDate' | 'LastModifiedDate'
>

/** One of a client's secrets. */
export interface ClientSecret {
  /** `<client id>--<milliseconds>` */
  readonly id: string
  /** Under the master key, bound to the client. */
  readonly sealed: string
  readonly createdAt: number
}

export interface Client {
  /** 26 of [0-9a-z], unless chosen. */
  readonly id: string
  readonly poolId: string
  readonly name: string
  readonly document: ClientDocument
  /** Sealed under the master key; at most two, so that one can be rotated while the other works. */
  readonly sealedSecrets: readonly string[]
  readonly createdAt: number
  readonly modifiedAt: number
}
