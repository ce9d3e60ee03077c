import { ServiceError } from '../../api/errors.ts'
import type { AwsCredentials } from '../../ports/credentials.ts'
import type { FederatedIdentity } from '../../records/federated-identity.ts'
import type { IdentityPool } from '../../records/identity-pool.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../rules/durations.ts'
import { GUEST_POLICY } from '../../rules/guest-policy.ts'
import { tagsOfLogins } from '../../rules/principal-tags.ts'
import { chooseRole, UNCONFIGURED } from '../../rules/role-mapping.ts'
import { firstTags } from '../../rules/session-tags.ts'
import type { Services } from '../../store/services.ts'
import { makeOpenIdToken } from '../../tokens/open-id.ts'
import { accept } from '../accept.ts'
import { type Asked, becomeIdentity, foreseeIdentity, readShown, type Shown } from './identify.ts'

/** As long as AWS's: enough to go to STS with. */
const TOKEN_LIFETIME_MS = 10 * MINUTE_MS
const SESSION_SECONDS = HOUR_MS / 1000

/** What sessions are called in a role's ARN, as at AWS. */
const SESSION_NAME = 'CognitoIdentityCredentials'

/** Credentials, and whose they are: another's than was asked for where identities were merged. */
interface Taken {
  readonly identity: FederatedIdentity
  readonly credentials: AwsCredentials
}

/**
 * From logins to credentials of the role that the pool has for somebody. The role is chosen and taken before
 * logins are linked: whoever gets none changes nothing. Guests get no further than a session policy lets them.
 *
 * @throws NotAuthorizedException where no role can be chosen,
 *   InvalidIdentityPoolConfigurationException where there is none, or it does not let the pool's identities in,
 *   ExternalServiceException where nobody could say.
 */
export async function takeCredentials(
  asked: Asked,
  customRoleArn: string | undefined,
  services: Services,
): Promise<Taken> {
  const shown = await readShown(asked, services)
  const { logins, isGuest } = shown
  const document = (await services.identityPoolSettings.read(asked.pool.id, 'roles')) ?? {
    Roles: {},
  }
  const roleArn = accept(chooseRole({ document, isGuest, logins, customRoleArn }))
  const foreseen = await foreseeIdentity(asked, shown, services)
  const outcome = await services.credentials.assumeRole({
    roleArn,
    sessionName: SESSION_NAME,
    webIdentityToken: await signFor(foreseen, asked.pool, shown, TOKEN_LIFETIME_MS, services),
    durationSeconds: SESSION_SECONDS,
    ...(isGuest && { policy: GUEST_POLICY }),
  })
  const isGiven = outcome.kind === 'credentials'
  const identity = await (isGiven ? becomeIdentity : foreseeIdentity)(asked, shown, services)
  // Another device linked meanwhile: the token was of an identity that is merged by now.
  if (identity.id !== foreseen.id) return await takeCredentials(asked, customRoleArn, services)
  if (isGiven) return { identity, credentials: outcome.credentials }
  services.logger.warn({ roleArn, outcome: outcome.kind, reason: outcome.reason }, 'no credentials')
  if (outcome.kind === 'denied') {
    throw new ServiceError('InvalidIdentityPoolConfigurationException', UNCONFIGURED)
  }
  throw new ServiceError(
    'ExternalServiceException',
    'The Security Token Service is not responding.',
  )
}

/**
 * From logins to an OpenID token, which its owner takes to an STS. One that is given for another of them ends with
 * that one: renewed again and again, it would outlive the login, its revocation and its user.
 */
export async function takeOpenIdToken(
  asked: Asked,
  services: Services,
): Promise<{ identity: FederatedIdentity; token: string }> {
  const shown = await readShown(asked, services)
  const identity = await becomeIdentity(asked, shown, services)
  const { provenUntil = Number.POSITIVE_INFINITY } = shown
  const lifetimeMs = Math.min(TOKEN_LIFETIME_MS, provenUntil * SECOND_MS - services.clock.now())
  return { identity, token: await signFor(identity, asked.pool, shown, lifetimeMs, services) }
}

/** An OpenID token of somebody, with the tags that the pool makes of their claims. */
async function signFor(
  identity: FederatedIdentity,
  pool: IdentityPool,
  { logins, amr, tags }: Shown,
  lifetimeMs: number,
  services: Services,
): Promise<string> {
  const maps = (await services.identityPoolSettings.read(pool.id, 'principal-tags')) ?? {}
  return await makeOpenIdToken(
    {
      identityId: identity.id,
      identityPoolId: pool.id,
      amr,
      tags: firstTags([tags, tagsOfLogins(maps, logins)].flatMap((each) => Object.entries(each))),
      lifetimeMs,
    },
    services,
  )
}
