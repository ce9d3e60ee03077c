import { ServiceError } from '../api/errors.ts'
import type { AwsCredentials } from '../ports/credentials.ts'
import type { RoleSession } from '../records/principal.ts'
import type { Role } from '../records/role.ts'
import { nameInArn, roleArn, sessionArn } from '../rules/iam-arns.ts'
import { checkPolicy } from '../rules/policy/check.ts'
import type { Services } from '../store/services.ts'
import { makeCredentials } from '../tokens/aws-credentials.ts'
import { accept } from './accept.ts'
import { findPolicy } from './managed-policies.ts'

/** What a session is bounded by, beyond its role. */
export interface Bounds {
  readonly durationSeconds: number
  readonly policy?: string | undefined
  readonly policyArns?: readonly string[] | undefined
}

export interface BegunSession {
  readonly credentials: AwsCredentials
  /** The role's id and the session's name. */
  readonly id: string
  readonly arn: string
  /** Percent of what policies and tags may take; undefined where there are none. */
  readonly packedSize: number | undefined
}

/** The session token goes into a header of every request: what it carries must stay small. */
const MOST_PACKED_BYTES = 4_096
const MOST_POLICY_ARNS = 10

/** The role of that ARN, letter by letter, or undefined. */
export async function findRole(
  arn: string,
  { roles, identity }: Pick<Services, 'roles' | 'identity'>,
): Promise<Role | undefined> {
  const role = await roles.byName(nameInArn(arn))
  return role && roleArn(identity.account, role) === arn ? role : undefined
}

/**
 * Begins a session of a role, once it is decided that it may begin.
 *
 * @throws ValidationError for a longer session than the role has, MalformedPolicyDocumentException,
 *   PackedPolicyTooLargeException.
 */
export async function beginSession(
  role: Role,
  { sessionName, tags, keys }: Pick<RoleSession, 'sessionName' | 'tags' | 'keys'>,
  { durationSeconds, policy, policyArns = [] }: Bounds,
  services: Services,
): Promise<BegunSession> {
  const { clock, identity } = services
  if (durationSeconds > role.maxSessionDuration) {
    const message =
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'
    throw new ServiceError('ValidationError', message)
  }
  if (policy !== undefined) accept(checkPolicy(policy, 'identity'))
  await requirePolicies(policyArns, services)
  const policies = policy === undefined ? [] : [policy]
  const packedSize = measure([policies, policyArns, tags, keys])
  const arn = roleArn(identity.account, role)
  const now = clock.now()
  const session = {
    ...{ roleId: role.id, roleArn: arn, sessionName, policies, policyArns, tags },
    // By this key AWS's consoles revoke every session that began before a moment.
    keys: { ...keys, 'aws:TokenIssueTime': new Date(now).toISOString() },
  }
  const expiresAt = now + durationSeconds * 1000
  return {
    credentials: makeCredentials({ kind: 'role', session }, expiresAt, services),
    id: `${role.id}:${sessionName}`,
    arn: sessionArn(identity.account, arn, sessionName),
    packedSize:
      policies.length + policyArns.length + Object.keys(tags).length > 0 ? packedSize : undefined,
  }
}

async function requirePolicies(arns: readonly string[], services: Services): Promise<void> {
  if (arns.length > MOST_POLICY_ARNS) {
    const message = `A session has at most ${MOST_POLICY_ARNS} policy ARNs.`
    throw new ServiceError('ValidationError', message)
  }
  for (const arn of arns) {
    if (await findPolicy(arn, services)) continue
    const message = `The policy ${arn} does not exist.`
    throw new ServiceError('MalformedPolicyDocumentException', message)
  }
}

function measure(content: unknown): number {
  const bytes = Buffer.byteLength(JSON.stringify(content))
  const percent = Math.ceil((bytes * 100) / MOST_PACKED_BYTES)
  if (percent <= 100) return percent
  const message = `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`
  throw new ServiceError('PackedPolicyTooLargeException', message)
}
