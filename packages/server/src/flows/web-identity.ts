import { ServiceError } from '../api/errors.ts'
import type { LoginFault } from '../ports/login-providers.ts'
import type { OpenIdProvider } from '../records/open-id-provider.ts'
import { openIdProviderArn } from '../rules/iam-arns.ts'
import { isProviderName, userPoolIn } from '../rules/login-providers.ts'
import {
  IDENTITY_POOL_CLAIMS,
  IDENTITY_POOLS,
  identityPoolNames,
  type PinnedClaim,
} from '../rules/policy/identity-pool-trust.ts'
import type { Services } from '../store/services.ts'
import { verifyIdToken } from '../tokens/id-token.ts'
import { claimsIn } from '../tokens/jwt.ts'
import { verifyOpenIdToken } from '../tokens/open-id.ts'

/** Google as trust policies and condition keys name it. */
const GOOGLE = 'accounts.google.com'

type Claims = Readonly<Record<string, unknown>>

/** Whom a web identity token speaks of, and who vouches for it. */
export interface WebIdentity {
  /** Its issuer as answers name it. */
  readonly provider: string
  /** The names of its issuer in condition keys, `<name>:aud`. */
  readonly names: readonly string[]
  /** The names of its issuer in trust policies. */
  readonly principals: readonly string[]
  /** What a trust policy must say of its tokens, where one issuer stands for many. */
  readonly pinned: readonly PinnedClaim[]
  readonly subject: string
  readonly audience: string
  readonly claims: Claims
}

/**
 * Checks a web identity token: of one of our identity pools, the ID token of one of our user pools, of Google, or
 * of an OpenID Connect provider that is registered with IAM. Ours and Google's need no registration; where they
 * have one, its clients count for them as well.
 *
 * @throws InvalidIdentityTokenException, ExpiredTokenException, IDPCommunicationErrorException.
 */
export async function verifyWebIdentity(token: string, services: Services): Promise<WebIdentity> {
  const unverified = claimsIn(token)
  const issuer = unverified?.iss
  if (typeof issuer !== 'string') throw refusal({ fault: 'malformed' })
  const { identity } = services
  if (issuer === identity.openIdIssuer) return await ofIdentityPool(token, services)
  const name = nameOf(issuer)
  const poolId = userPoolIn(name, identity)
  const isOurs = poolId !== undefined && identity.issuerOf(poolId) === issuer
  // Ours never go the way of the others, on which nobody asks whether an identity still stands.
  if (isOurs) return await ofUserPool({ token, poolId, aud: unverified?.aud }, services)
  // What cannot be registered is not looked up: PostgreSQL fails on a null character.
  const registered = isProviderName(name) ? await services.openIdProviders.byName(name) : undefined
  return registered
    ? await ofRegistered(token, registered, services)
    : await ofGoogle({ token, name, aud: unverified?.aud }, services)
}

async function ofIdentityPool(token: string, services: Services): Promise<WebIdentity> {
  const { claims, fault } = await verifyOpenIdToken(token, services)
  if (fault) throw refusal(fault)
  const names = identityPoolNames(claims.iss)
  const registered = await findRegistered(names, services)
  if (registered && !registered.clientIds.includes(claims.aud)) throw refusal({ fault: 'audience' })
  return ours(names, claims.aud, { ...claims }, services)
}

async function ofUserPool(
  { token, poolId, aud }: { token: string; poolId: string; aud: unknown },
  services: Services,
): Promise<WebIdentity> {
  const { identity } = services
  const awsName = `cognito-idp.${identity.region}.amazonaws.com/${poolId}`
  const names = [...new Set([nameOf(identity.issuerOf(poolId)), awsName])]
  const registered = await findRegistered(names, services)
  // Without a registration any client will do: the role's trust policy says which.
  const clientIds = registered?.clientIds ?? [String(aud)]
  const { claims, fault } = await verifyIdToken(token, { poolId, clientIds }, services)
  if (fault) throw refusal(fault)
  return ours(names, String(claims.aud), claims, services)
}

function ours(
  names: readonly string[],
  audience: string,
  claims: Claims,
  { identity }: Services,
): WebIdentity {
  const arns = names.map((name) => openIdProviderArn(identity.account, name))
  return {
    provider: names[0] ?? '',
    names,
    principals: [...names, ...arns],
    pinned: names.includes(IDENTITY_POOLS) ? IDENTITY_POOL_CLAIMS : [],
    subject: String(claims.sub),
    audience,
    claims,
  }
}

async function ofRegistered(
  token: string,
  { name, clientIds }: OpenIdProvider,
  services: Services,
): Promise<WebIdentity> {
  const login = { provider: name, token, appId: undefined, clientIds }
  const outcome = await services.loginProviders.verify(login)
  if (outcome.kind === 'refused') throw refusal(outcome.fault)
  if (outcome.kind === 'unavailable') throw unavailable(name, outcome.reason, services)
  const { subject, audience } = outcome
  const arn = openIdProviderArn(services.identity.account, name)
  const principals = name === GOOGLE ? [arn, GOOGLE] : [arn]
  // Of several audiences policies see the one that is registered, and as everywhere a text.
  const { azp } = outcome.claims
  const aud = name === GOOGLE ? (azp ?? audience) : audience
  const claims = { ...outcome.claims, aud }
  return {
    ...{ provider: arn, names: [name], principals, pinned: [] },
    ...{ subject, audience, claims },
  }
}

/**
 * Google needs no registration. It has apps of everybody, so a role must say which it means: `aud` is the app that
 * asked for the token, `azp` where the token is made for another. How Google writes its issuer the providers know:
 * of a token that has none of its names nothing is asked, for a token leads us nowhere.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
async function ofGoogle(
  { token, name, aud }: { token: string; name: string; aud: unknown },
  services: Services,
): Promise<WebIdentity> {
  const clientIds = typeof aud === 'string' ? [aud] : []
  const login = { provider: GOOGLE, token, appId: undefined, clientIds }
  const outcome = await services.loginProviders.verify(login)
  if (outcome.kind === 'refused') {
    const isForeign = outcome.fault.fault === 'issuer'
    throw isForeign ? unregistered(name) : refusal(outcome.fault)
  }
  if (outcome.kind === 'unavailable') throw unavailable(GOOGLE, outcome.reason, services)
  const { subject, audience, claims } = outcome
  return {
    ...{ provider: GOOGLE, names: [GOOGLE], principals: [GOOGLE], pinned: ['aud'] },
    ...{ subject, audience, claims: { ...claims, aud: claims.azp ?? audience } },
  }
}

async function findRegistered(
  names: readonly string[],
  { openIdProviders }: Pick<Services, 'openIdProviders'>,
): Promise<OpenIdProvider | undefined> {
  for (const name of names) {
    const found = await openIdProviders.byName(name)
    if (found) return found
  }
  return undefined
}

/** An issuer is named without its scheme. */
const nameOf = (issuer: string) => issuer.replace(/^https?:\/\//, '')

function refusal(fault: LoginFault): ServiceError {
  if (fault.fault === 'expired') {
    const { now, expiredAt } = fault
    const message = `Token expired: current date/time ${now} must be before the expiration date/time ${expiredAt}`
    return new ServiceError('ExpiredTokenException', message)
  }
  if (fault.fault === 'audience') return invalid('Incorrect token audience')
  if (fault.fault === 'missing') return invalid(`Missing a required claim: ${fault.claim}`)
  return invalid(
    'The ID Token provided is not a valid JWT, or of an issuer that is not trusted here. (You may see this error if you sent an Access Token)',
  )
}

const unregistered = (name: string) =>
  invalid(`No OpenIDConnect provider found in your account for https://${name}`)

function unavailable(provider: string, reason: string, { logger }: Services): ServiceError {
  logger.warn({ provider, reason }, 'an OpenID provider cannot be asked')
  const message = `Couldn't retrieve verification key from your identity provider: ${provider}`
  return new ServiceError('IDPCommunicationErrorException', message)
}

const invalid = (message: string) => new ServiceError('InvalidIdentityTokenException', message)
