import type { IdentityDescription } from '@aws-sdk/client-cognito-identity'
import type { FederatedIdentity } from '../../records/federated-identity.ts'
import type { IdentityPool, IdentityPoolDocument } from '../../records/identity-pool.ts'

/** An identity pool as CreateIdentityPool and DescribeIdentityPool return it. */
export const describeIdentityPool = ({
  id,
  name,
  document,
}: IdentityPool): IdentityPoolDocument & { IdentityPoolId: string; IdentityPoolName: string } => ({
  ...document,
  IdentityPoolId: id,
  IdentityPoolName: name,
})

export const identityPoolArn = (id: string, region: string, account: string): string =>
  `arn:aws:cognito-identity:${region}:${account}:identitypool/${id}`

/** An identity as DescribeIdentity and ListIdentities return it, with the names of its providers. */
export const describeIdentity = (
  { id, createdAt, modifiedAt }: FederatedIdentity,
  providers: readonly string[],
): IdentityDescription => ({
  IdentityId: id,
  Logins: [...providers],
  CreationDate: new Date(createdAt),
  LastModifiedDate: new Date(modifiedAt),
})
