import { ServiceError } from '../api/errors.ts'
import type { Signer } from '../records/principal.ts'
import { sessionArn } from '../rules/iam-arns.ts'
import { readPolicy } from '../rules/policy/document.ts'
import type { Caller } from '../rules/policy/evaluate.ts'
import type { Services } from '../store/services.ts'
import { requireAllowed } from './authorise.ts'
import { type BegunSession, type Bounds, beginSession, findRole } from './begin-session.ts'
import { sessionKeys } from './condition-keys.ts'
import { refusedByTrust, requestTags } from './trust.ts'

/** What a caller with AWS credentials takes a role with. */
export interface Assumption extends Bounds {
  readonly roleArn: string
  readonly sessionName: string
  readonly tags: Readonly<Record<string, string>>
  readonly externalId?: string | undefined
}

/**
 * How long a session that is taken from a session may last, as at AWS. Roles that trust each other still go on by
 * taking turns: what began before a moment is to be denied to each of them.
 */
const LONGEST_CHAINED_SECONDS = 3_600

/**
 * Takes a role with AWS credentials. That the caller's own policies allow it was checked with the call; here
 * its trust policy must.
 *
 * @throws AccessDeniedException, without a word on whether there is such a role.
 */
export async function assumeRole(
  signer: Signer,
  assumption: Assumption,
  services: Services,
): Promise<BegunSession> {
  const { roleArn, sessionName, tags, durationSeconds } = assumption
  if (Object.keys(tags).length > 0) {
    const intent = { action: 'sts:TagSession', resource: roleArn, keys: requestTags(tags) }
    await requireAllowed(signer, intent, services)
  }
  const role = await findRole(roleArn, services)
  const request = {
    caller: callerOf(signer, services),
    sessionName,
    tags,
    keys: {
      ...(signer.kind === 'role' && sessionKeys(signer.session, services)),
      ...(assumption.externalId !== undefined && { 'sts:ExternalId': assumption.externalId }),
    },
  }
  const policy = role && readPolicy(role.trustPolicy).value
  const refused = refusedByTrust(policy, 'sts:AssumeRole', request, services)
  if (!role || refused !== undefined) {
    throw denied(signer, refused ?? 'sts:AssumeRole', roleArn, services)
  }
  if (signer.kind === 'role' && durationSeconds > LONGEST_CHAINED_SECONDS) {
    const message =
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining'
    throw new ServiceError('ValidationError', message)
  }
  return await beginSession(role, { sessionName, tags, keys: {} }, assumption, services)
}

/** A trust policy may name the account, the role (by the id too that it has for ever) or the one session of it. */
function callerOf(signer: Signer, { identity }: Services): Caller {
  const account = [identity.account, rootArn(identity.account)]
  const own =
    signer.kind === 'role'
      ? [signer.session.roleArn, signer.session.roleId, callerArn(signer, identity)]
      : []
  return { kind: 'AWS', names: [...account, ...own] }
}

/** How whoever signed is called in answers. */
export const callerArn = (signer: Signer, { account }: { readonly account: string }): string =>
  signer.kind === 'role'
    ? sessionArn(account, signer.session.roleArn, signer.session.sessionName)
    : rootArn(account)

const rootArn = (account: string) => `arn:aws:iam::${account}:root`

function denied(signer: Signer, action: string, resource: string, { identity }: Services) {
  const user = callerArn(signer, identity)
  const message = `User: ${user} is not authorized to perform: ${action} on resource: ${resource}`
  return new ServiceError('AccessDeniedException', message)
}
