import type { UserPoolType } from '@aws-sdk/client-cognito-identity-provider'

/** What an administrator chose, with Cognito's defaults filled in, in the API's own shape. */
export type PoolDocument = Omit<
  UserPoolType,
  'Id' | 'Name' | 'Arn' | 'CreationDate' | 'LastModifiedDate' | 'EstimatedNumberOfUsers' | 'Status'
>

export interface Pool {
  /** `<region>_<nine letters or digits>` */
  readonly id: string
  readonly name: string
  readonly document: PoolDocument
  /** Fixed at creation: what a stored password is. */
  readonly passwordStorage: 'srp' | 'argon2id'
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly modifiedAt: number
}

/** The part of a pool id that SRP hashes: what follows the underscore. */
export const poolNameInSrp = (pool: Pool): string => pool.id.slice(pool.id.indexOf('_') + 1)
