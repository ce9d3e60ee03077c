import { ServiceError } from '../api/errors.ts'
import type { Role } from '../records/role.ts'
import { type Policy, readPolicy } from '../rules/policy/document.ts'
import { withoutOpenTrust } from '../rules/policy/identity-pool-trust.ts'
import { claimedTags } from '../rules/session-tags.ts'
import type { Services } from '../store/services.ts'
import { accept } from './accept.ts'
import { type BegunSession, type Bounds, beginSession, findRole } from './begin-session.ts'
import { refusedByTrust } from './trust.ts'
import { verifyWebIdentity, type WebIdentity } from './web-identity.ts'

/** What a role is taken with by whoever has a token in place of AWS credentials. */
export interface WebAssumption extends Bounds {
  readonly roleArn: string
  readonly sessionName: string
  readonly webIdentityToken: string
}

/** The claims of a token that policies may ask for, as `<provider>:sub`. */
const CLAIMS = ['aud', 'sub', 'amr', 'azp']

/**
 * Takes a role with a web identity token. Its trust policy must admit the token's issuer and, by its
 * conditions, the token; where one issuer stands for many pools it must say which one it means, and whether
 * its guests.
 *
 * @throws AccessDeniedException, without a word on whether there is such a role; what `verifyWebIdentity`
 *   and `beginSession` throw.
 */
export async function assumeRoleWithWebIdentity(
  assumption: WebAssumption,
  services: Services,
): Promise<{ readonly session: BegunSession; readonly identity: WebIdentity }> {
  const { roleArn, sessionName, webIdentityToken } = assumption
  const identity = await verifyWebIdentity(webIdentityToken, services)
  const tags = accept(claimedTags(identity.claims))
  const keys = identityKeys(identity)
  const role = await findRole(roleArn, services)
  const caller = { kind: 'Federated', names: identity.principals } as const
  const refused = refusedByTrust(
    role && trustOf(role, identity),
    'sts:AssumeRoleWithWebIdentity',
    { caller, sessionName, tags, keys },
    services,
  )
  if (!role || refused !== undefined) {
    throw new ServiceError('AccessDeniedException', `Not authorized to perform ${refused}`)
  }
  const session = await beginSession(role, { sessionName, tags, keys }, assumption, services)
  return { session, identity }
}

/** A trust policy without what would let everybody's tokens in, or a pool's guests without a word of them. */
function trustOf({ trustPolicy }: Role, { names, pinned }: WebIdentity): Policy | undefined {
  const policy = readPolicy(trustPolicy).value
  return policy && withoutOpenTrust(policy, names, pinned)
}

function identityKeys({ provider, names, claims }: WebIdentity) {
  const keys = names.flatMap((name) =>
    CLAIMS.flatMap((claim) => {
      const value = claims[claim]
      const texts = Array.isArray(value) ? value.filter((item) => typeof item === 'string') : value
      const isText = typeof texts === 'string' || Array.isArray(texts)
      return isText ? [[`${name}:${claim}`, texts] as const] : []
    }),
  )
  return { ...Object.fromEntries(keys), 'aws:FederatedProvider': provider }
}
