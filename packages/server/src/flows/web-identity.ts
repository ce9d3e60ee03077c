import { ServiceError } from '../api/errors.ts'
import { IDENTITY_POOLS } from '../rules/policy/check.ts'
import type { Services } from '../store/services.ts'
import { readJwt } from '../tokens/jwt.ts'
import { verificationKey } from '../tokens/keys.ts'
import { verifyOpenIdToken } from '../tokens/open-id.ts'

type Claims = Readonly<Record<string, unknown>>

/** Whom a web identity token speaks of, and who vouches for it. */
export interface WebIdentity {
  /** The names of its issuer in condition keys, `<name>:aud`; the first is what answers say. */
  readonly providers: readonly string[]
  /** The names of its issuer in trust policies. */
  readonly principals: readonly string[]
  /** True where one issuer stands for every pool, so that only the audience tells them apart. */
  readonly isShared: boolean
  readonly subject: string
  readonly audience: string
  readonly claims: Claims
}

/**
 * Checks a web identity token: of one of our identity pools, or the ID token of one of our user pools.
 *
 * @throws InvalidIdentityTokenException, ExpiredTokenException.
 */
export async function verifyWebIdentity(token: string, services: Services): Promise<WebIdentity> {
  const { claims: ofIdentity, fault } = await verifyOpenIdToken(token, services)
  if (fault?.fault === 'expired') throw expired(fault)
  const ofUser = ofIdentity ? undefined : await verifyIdToken(token, services)
  const claims: Claims | undefined = ofIdentity ? { ...ofIdentity } : ofUser?.claims
  if (!claims) {
    throw invalid(
      'The ID Token provided is not a valid JWT, or of an issuer that is not trusted here. (You may see this error if you sent an Access Token)',
    )
  }
  const { iss, sub, aud, exp } = claims
  const isComplete = [iss, sub, aud].every((claim) => typeof claim === 'string' && claim !== '')
  if (!isComplete || typeof exp !== 'number') throw invalid('Missing a required claim')
  const now = Math.floor(services.clock.now() / 1000)
  if (now >= exp) {
    throw expired({ now, expiredAt: exp })
  }
  const providers = providersOf(String(iss), ofUser?.poolId, services)
  const account = `arn:aws:iam::${services.identity.account}:oidc-provider`
  return {
    providers,
    principals: [...providers, ...providers.map((provider) => `${account}/${provider}`)],
    isShared: ofIdentity !== undefined,
    subject: String(sub),
    audience: String(aud),
    claims,
  }
}

/** An issuer is named without its scheme; ours also as AWS's own would be. */
function providersOf(issuer: string, poolId: string | undefined, { identity }: Services): string[] {
  const path = issuer.replace(/^https?:\/\//, '')
  if (poolId === undefined) return [IDENTITY_POOLS, path]
  return [...new Set([path, `cognito-idp.${identity.region}.amazonaws.com/${poolId}`])]
}

/** What an ID token says that one of our user pools signed, and which. */
async function verifyIdToken(
  token: string,
  { keys, identity }: Services,
): Promise<{ claims: Claims; poolId: string } | undefined> {
  const jwt = readJwt(token)
  const key = jwt && (await keys.byKid(jwt.kid))
  if (!jwt || key?.use !== 'id' || !jwt.isSignedBy(verificationKey(key))) return undefined
  const { claims } = jwt
  const isRight = claims.iss === identity.issuerOf(key.poolId) && claims.token_use === 'id'
  return isRight ? { claims, poolId: key.poolId } : undefined
}

const expired = ({ now, expiredAt }: { now: number; expiredAt: number }) =>
  new ServiceError(
    'ExpiredTokenException',
    `Token expired: current date/time ${now} must be before the expiration date/time ${expiredAt}`,
  )

const invalid = (message: string) => new ServiceError('InvalidIdentityTokenException', message)
