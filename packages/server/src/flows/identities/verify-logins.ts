import { ServiceError } from '../../api/errors.ts'
import type { LoginFault } from '../../ports/login-providers.ts'
import type { Login } from '../../records/federated-identity.ts'
import type { IdentityPool } from '../../records/identity-pool.ts'
import { openIdProviderArn } from '../../rules/iam-arns.ts'
import { audienceOf } from '../../rules/id-token-claims.ts'
import { type LoginProvider, providerNamed, userPoolIn } from '../../rules/login-providers.ts'
import { refuseLogin } from '../../rules/login-refusals.ts'
import { GUEST_METHODS, type OpenIdClaims } from '../../rules/open-id-claims.ts'
import type { Services } from '../../store/services.ts'
import { isSessionStanding, verifyIdToken } from '../../tokens/id-token.ts'
import { verifyOpenIdToken } from '../../tokens/open-id.ts'

/** A login whose token was verified. */
export interface VerifiedLogin extends Login {
  /** Whether the provider is called so in role mappings and tag maps, whichever name its token came under. */
  isNamed(name: string): boolean
  /** The app the token was made for. */
  readonly audience: string
  readonly claims: Readonly<Record<string, unknown>>
  /** How an OpenID token says that somebody signed in so. */
  readonly method: string
}

/** What a Logins map showed. */
export interface Presented {
  readonly logins: readonly VerifiedLogin[]
  /** An OpenID token of the pool itself, which speaks for one identity. */
  readonly own: OpenIdClaims | undefined
}

/**
 * Verifies every token of a Logins map, with its own provider.
 *
 * @throws with Cognito's messages for the first that does not hold, or that no provider of the pool made;
 *   ExternalServiceException when a provider cannot be asked.
 */
export async function verifyLogins(
  pool: IdentityPool,
  tokens: Readonly<Record<string, string>>,
  services: Services,
): Promise<Presented> {
  const logins = new Map<string, VerifiedLogin>()
  let own: OpenIdClaims | undefined
  for (const [key, token] of Object.entries(tokens)) {
    const provider = providerNamed(key, pool.document, services.identity)
    if (!provider) throw unsupported()
    if (provider.kind === 'own') {
      own = await verifyOwn(pool, token, services)
      continue
    }
    const login = await verify(provider, token, services)
    // Two keys may name one user pool: whoever comes by both is one person still.
    logins.set(`${login.provider} ${login.subject}`, login)
  }
  return { logins: [...logins.values()], own }
}

type External = Exclude<LoginProvider, { kind: 'own' }>

const verify = (provider: External, token: string, services: Services): Promise<VerifiedLogin> =>
  provider.kind === 'user-pool'
    ? verifyUserPool(provider, token, services)
    : verifyOutside(provider, token, services)

async function verifyUserPool(
  { name, poolId, clients }: Extract<LoginProvider, { kind: 'user-pool' }>,
  token: string,
  services: Services,
): Promise<VerifiedLogin> {
  const clientIds = clients.flatMap(({ ClientId }) => ClientId ?? [])
  const { claims, fault } = await verifyIdToken(token, { poolId, clientIds }, services)
  if (fault) return refuse(fault)
  const audience = audienceOf(claims, clientIds) ?? ''
  const isAsking = clients.some((one) => one.ClientId === audience && one.ServerSideTokenCheck)
  if (isAsking && !(await isSessionStanding(claims, services))) refuse({ fault: 'revoked' })
  const subject = String(claims.sub)
  const method = `${name}:CognitoSignIn:${subject}`
  // By any of its names: which one a token comes under is the caller's choice, and must not be one of roles.
  const isNamed = (one: string) => userPoolIn(one, services.identity) === poolId
  return { provider: name, subject, isNamed, audience, claims, method }
}

async function verifyOutside(
  provider: Exclude<External, { kind: 'user-pool' }>,
  token: string,
  { loginProviders, openIdProviders, identity, logger }: Services,
): Promise<VerifiedLogin> {
  const { name } = provider
  const appId = provider.kind === 'social' ? provider.appId : undefined
  // Providers of other accounts may be named: only ours are registered here.
  const isOurs =
    provider.kind === 'open-id' && provider.arn === openIdProviderArn(identity.account, name)
  const registered = isOurs ? await openIdProviders.byName(name) : undefined
  const clientIds = registered?.clientIds ?? []
  const outcome = await loginProviders.verify({ provider: name, token, appId, clientIds })
  if (outcome.kind === 'refused') return refuse(outcome.fault)
  if (outcome.kind === 'unavailable') {
    logger.warn({ provider: name, reason: outcome.reason }, 'a login provider cannot be asked')
    throw new ServiceError('ExternalServiceException', `${name} is not responding.`)
  }
  const { subject, audience, claims } = outcome
  const names = provider.kind === 'open-id' ? [name, provider.arn] : [name]
  const isNamed = (one: string) => names.includes(one)
  return {
    ...{ provider: name, subject, isNamed, audience, claims },
    method: `${name}:${audience}:${subject}`,
  }
}

/** A guest's token shows nothing that the identity's id does not: it is no login. */
async function verifyOwn(
  pool: IdentityPool,
  token: string,
  services: Services,
): Promise<OpenIdClaims> {
  const { claims, fault } = await verifyOpenIdToken(token, services)
  if (fault) return refuse(fault)
  if (GUEST_METHODS.some((method) => claims.amr.includes(method))) {
    return refuse({ fault: 'malformed' })
  }
  return claims.aud === pool.id ? claims : refuse({ fault: 'audience' })
}

function refuse(fault: LoginFault): never {
  const { code, message } = refuseLogin(fault)
  throw new ServiceError(code, message)
}

const unsupported = () =>
  new ServiceError(
    'NotAuthorizedException',
    'Token is not from a supported provider of this identity pool.',
  )
