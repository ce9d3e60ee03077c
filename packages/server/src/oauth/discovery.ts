import { Hono } from 'hono'
import type { Services } from '../store/services.ts'
import { toJwks } from '../tokens/keys.ts'

type Needs = Pick<Services, 'pools' | 'keys' | 'identity'>

/** Verifiers keep a key set for so long; keys are added before they sign. */
const CACHE = 'public, max-age=300'

/** Nothing but what a pool id can be is looked up: PostgreSQL fails on a null character. */
const WELL_KNOWN = '/:poolId{[\\w-]{1,55}}/.well-known'

/** Each pool's public keys and metadata, where its issuer says they are (OpenID Connect Discovery §4). */
export function discoveryRoutes(services: Needs): Hono {
  const { pools, keys, identity } = services
  return new Hono()
    .get(`${WELL_KNOWN}/jwks.json`, async (context) => {
      const found = await keys.ofPool(context.req.param('poolId'))
      if (found.length === 0) return unknownPool()
      return context.json(toJwks(found), 200, { 'cache-control': CACHE })
    })
    .get(`${WELL_KNOWN}/openid-configuration`, async (context) => {
      const pool = await pools.byId(context.req.param('poolId'))
      if (!pool) return unknownPool()
      const metadata = describeIssuer(
        identity.issuerOf(pool.id),
        `${identity.publicUrl}/${pool.id}`,
      )
      return context.json(metadata, 200, { 'cache-control': CACHE })
    })
}

/**
 * Only what works is promised: the authorization and token endpoints join when they do. The keys' address
 * is ours even where the issuer is set to Amazon's form.
 */
const describeIssuer = (issuer: string, base: string) => ({
  issuer,
  jwks_uri: `${base}/.well-known/jwks.json`,
  response_types_supported: ['code', 'token'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  scopes_supported: ['openid', 'email', 'phone', 'profile'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
})

const unknownPool = () =>
  Response.json({ message: 'There is no user pool of this id.' }, { status: 404 })
