import type { Role } from '../../records/role.ts'
import { roleArn } from '../iam-arns.ts'
import { listTags } from '../iam-tags.ts'

/** A role as ListRoles returns it: without tags, and without when it was last used. */
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

/** A role as CreateRole and GetRole return it. */
export const describeRole = (role: Role, account: string) => ({
  ...summarizeRole(role, account),
  ...(Object.keys(role.tags).length > 0 && { Tags: listTags(role.tags) }),
})

/** Documents come back percent-encoded (RFC 3986), whatever they went in as. */
export const encodeDocument = (document: string): string =>
  encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
