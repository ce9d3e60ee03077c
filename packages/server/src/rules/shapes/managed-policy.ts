import type { ManagedPolicy, PolicyVersion } from '../../records/managed-policy.ts'
import { policyArn } from '../iam-arns.ts'
import { listTags } from '../iam-tags.ts'
import { encodeDocument } from './role.ts'

/** Where a policy is, and how many roles it is attached to and bounds. */
interface PolicyFacts {
  readonly account: string
  readonly attachments: number
  readonly bounded: number
}

/** A managed policy as CreatePolicy and ListPolicies return it. */
export const summarizePolicy = (
  policy: ManagedPolicy,
  { account, attachments, bounded }: PolicyFacts,
) => ({
  PolicyName: policy.name,
  PolicyId: policy.id,
  Arn: policyArn(account, policy),
  Path: policy.path,
  DefaultVersionId: versionId(policy.defaultVersion),
  AttachmentCount: attachments,
  PermissionsBoundaryUsageCount: bounded,
  IsAttachable: true,
  CreateDate: new Date(policy.createdAt),
  UpdateDate: new Date(policy.modifiedAt),
})

/** A managed policy as GetPolicy returns it. */
export const describePolicy = (policy: ManagedPolicy, facts: PolicyFacts) => ({
  ...summarizePolicy(policy, facts),
  ...(policy.description !== undefined && { Description: policy.description }),
  ...(Object.keys(policy.tags).length > 0 && { Tags: listTags(policy.tags) }),
})

/** A version as ListPolicyVersions returns it: without its document. */
export const summarizeVersion = (version: PolicyVersion, defaultVersion: number) => ({
  VersionId: versionId(version.number),
  IsDefaultVersion: version.number === defaultVersion,
  CreateDate: new Date(version.createdAt),
})

/** A version as GetPolicyVersion returns it. */
export const describeVersion = (version: PolicyVersion, defaultVersion: number) => ({
  ...summarizeVersion(version, defaultVersion),
  Document: encodeDocument(version.document),
})

/** `v3`. */
const versionId = (number: number) => `v${number}`

/** The number in a version's id; one that was never given where it has none. */
export const versionNumber = (id: string): number => Number(/^v(\d{1,9})$/.exec(id)?.[1] ?? 0)
