import type { PermissionsBoundaryAttachmentType } from '@aws-sdk/client-iam'
import type { ManagedPolicy } from '../../records/managed-policy.ts'
import type { Role } from '../../records/role.ts'
import { policyArn, roleArn } from '../iam-arns.ts'
import { listTags } from '../iam-tags.ts'

/** A role as ListRoles returns it: without tags, boundary, and when it was last used. */
export const summarizeRole = (role: Role, account: string) => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: roleArn(account, role),
  CreateDate: new Date(role.createdAt),
  AssumeRolePolicyDocument: encodeDocument(role.trustPolicy),
  ...(role.description !== undefined && { Description: role.description }),
  MaxSessionDuration: role.maxSessionDuration,
})

/** What AWS says, and its documentation: the SDK's type has another word. */
const BOUNDARY = 'Policy' as string as PermissionsBoundaryAttachmentType

/** A role as CreateRole and GetRole return it. */
export const describeRole = (role: Role, boundary: ManagedPolicy | undefined, account: string) => ({
  ...summarizeRole(role, account),
  ...(boundary && {
    PermissionsBoundary: {
      PermissionsBoundaryType: BOUNDARY,
      PermissionsBoundaryArn: policyArn(account, boundary),
    },
  }),
  ...(Object.keys(role.tags).length > 0 && { Tags: listTags(role.tags) }),
})

/** Documents come back percent-encoded (RFC 3986), whatever they went in as. */
export const encodeDocument = (document: string): string =>
  encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
