import type { GroupType } from '@aws-sdk/client-cognito-identity-provider'
import type { Group } from '../../records/group.ts'

/** A group as every operation on groups returns it. */
export const describeGroup = (group: Group): GroupType => ({
  GroupName: group.name,
  UserPoolId: group.poolId,
  ...(group.description !== undefined && { Description: group.description }),
  ...(group.roleArn !== undefined && { RoleArn: group.roleArn }),
  ...(group.precedence !== undefined && { Precedence: group.precedence }),
  LastModifiedDate: new Date(group.modifiedAt),
  CreationDate: new Date(group.createdAt),
})
