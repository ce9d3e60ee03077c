import type {
  UserPoolDescriptionType,
  UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider'
import type { Pool } from '../../records/pool.ts'

/** A pool as DescribeUserPool and CreateUserPool return it. */
export const describePool = (
  pool: Pool,
  { arn, users }: { arn: string; users: number },
): UserPoolType => ({
  ...pool.document,
  Id: pool.id,
  Name: pool.name,
  Arn: arn,
  EstimatedNumberOfUsers: users,
  CreationDate: new Date(pool.createdAt),
  LastModifiedDate: new Date(pool.modifiedAt),
})

/** A pool as ListUserPools returns it. */
export const summarizePool = (pool: Pool): UserPoolDescriptionType => ({
  Id: pool.id,
  Name: pool.name,
  LambdaConfig: pool.document.LambdaConfig,
  CreationDate: new Date(pool.createdAt),
  LastModifiedDate: new Date(pool.modifiedAt),
})

export const poolArn = (poolId: string, region: string, account: string): string =>
  `arn:aws:cognito-idp:${region}:${account}:userpool/${poolId}`

/** The ARN of an identity pool. */
export const identityPoolArn = (id: string, region: string, account: string): string =>
  `arn:aws:cognito-identity:${region}:${account}:identitypool/${id}`
