import { ServiceError } from '../api/errors.ts'
import type { Principal, RolePrincipal, RoleSession, Signer } from '../records/principal.ts'
import { sessionArn } from '../rules/iam-arns.ts'
import { type Policy, readPolicy } from '../rules/policy/document.ts'
import { type Decision, decide } from '../rules/policy/evaluate.ts'
import { contextOf } from '../rules/policy/pattern.ts'
import type { Services } from '../store/services.ts'
import { requestKeys, sessionKeys } from './condition-keys.ts'
import { findPolicy } from './managed-policies.ts'

/** What somebody wants to do, and to what. */
export interface Intent {
  /** As in `cognito-idp:AdminGetUser`. */
  readonly action: string
  /** An ARN, or `*`. */
  readonly resource: string
  /** What refusals call the resource, where its ARN would tell more than the caller knows. */
  readonly called?: string
  /** What else policies may ask of the request, by condition key. */
  readonly keys?: Readonly<Record<string, string | readonly string[]>>
}

/**
 * Checks that whoever signed may do this, by the policies that hold now. Administrators may do everything;
 * nobody is asked for what is open to everyone.
 *
 * @throws AccessDeniedException; UnrecognizedClientException where the session's role is gone.
 */
export async function requireAllowed(
  principal: Principal,
  intent: Intent,
  services: Services,
): Promise<void> {
  if (principal.kind !== 'role') return
  const { session } = principal
  await requireStanding(principal, services)
  const request = {
    action: intent.action,
    resource: intent.resource,
    context: contextOf({
      ...requestKeys(services),
      ...sessionKeys(session, services),
      ...intent.keys,
    }),
  }
  const documents = await services.rolePolicies.documents(session.roleId)
  const ofRole = decide(documents.map(readStored), request)
  if (ofRole !== 'allow') throw denied(principal, intent, ofRole, IDENTITY_BASED, services)
  const boundary = await services.roleBoundaries.document(session.roleId)
  const ofBoundary = boundary === undefined ? 'allow' : decide([readStored(boundary)], request)
  if (ofBoundary !== 'allow') throw denied(principal, intent, ofBoundary, BOUNDARY, services)
  if (session.policies.length === 0 && session.policyArns.length === 0) return
  const ofSession = decide(await sessionPolicies(session, services), request)
  if (ofSession !== 'allow') throw denied(principal, intent, ofSession, OF_SESSION, services)
}

/** Whoever signed, of an operation that needs it. @throws MissingAuthenticationTokenException. */
export function requireSigner(principal: Principal): Signer {
  if (principal.kind !== 'nobody') return principal
  throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token')
}

/** Checks that a session's role is still there. @throws UnrecognizedClientException. */
export async function requireStanding(
  principal: Principal,
  { roles }: Pick<Services, 'roles'>,
): Promise<void> {
  if (principal.kind !== 'role' || (await roles.byId(principal.session.roleId))) return
  const message = 'The security token included in the request is invalid.'
  throw new ServiceError('UnrecognizedClientException', message)
}

/** Everything that bounds a session, as one: a managed policy that is gone allows nothing. */
async function sessionPolicies(session: RoleSession, services: Services): Promise<Policy[]> {
  const managed: string[] = []
  for (const arn of session.policyArns) {
    const policy = await findPolicy(arn, services)
    const version =
      policy && (await services.managedPolicies.version(policy.id, policy.defaultVersion))
    if (version) managed.push(version.document)
  }
  return [...session.policies, ...managed].map(readStored)
}

/** Stored documents were checked when they were written; one that cannot be read after all denies. */
function readStored(document: string): Policy {
  return readPolicy(document).value ?? DENY_EVERYTHING
}

const EVERYTHING = { isNegated: false, values: ['*'] }
const DENY_EVERYTHING: Policy = {
  hasVariables: false,
  statements: [
    {
      sid: undefined,
      effect: 'Deny',
      actions: EVERYTHING,
      resources: EVERYTHING,
      principals: { isAnyone: true, byKind: {} },
      conditions: [],
    },
  ],
}

/** What did not allow something, as AWS names it: where nothing in it allows, and where it denies. */
interface Refuser {
  readonly none: string
  readonly one: string
}

const IDENTITY_BASED: Refuser = { none: 'identity-based policy', one: 'an identity-based policy' }
const BOUNDARY: Refuser = { none: 'permissions boundary', one: 'a permissions boundary' }
const OF_SESSION: Refuser = { none: 'session policy', one: 'a session policy' }

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function denied(
  { session }: RolePrincipal,
  { action, resource, called = resource }: Intent,
  decision: Decision,
  { none, one }: Refuser,
  { identity }: Services,
): ServiceError {
  const user = sessionArn(identity.account, session.roleArn, session.sessionName)
  const why =
    decision === 'deny'
      ? `with an explicit deny in ${one}`
      : `because no ${none} allows the ${action} action`
  return new ServiceError(
    'AccessDeniedException',
    `User: ${user} is not authorized to perform: ${action} on resource: ${called} ${why}`,
  )
}
