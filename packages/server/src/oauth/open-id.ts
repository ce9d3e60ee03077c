import { Hono } from 'hono'
import { OPEN_ID_CLAIMS } from '../rules/open-id-claims.ts'
import type { Services } from '../store/services.ts'
import { toJwks } from '../tokens/keys.ts'

/** Verifiers keep a key set for so long. */
const CACHE = { 'cache-control': 'public, max-age=300' }

const BASE = '/cognito-identity/.well-known'

/**
 * What STS, here or at AWS, verifies OpenID tokens of identities with. The key set is called `jwks_uri`, as
 * the one of cognito-identity.amazonaws.com is.
 */
export function openIdRoutes({
  openIdKeys,
  identity,
}: Pick<Services, 'openIdKeys' | 'identity'>): Hono {
  return new Hono()
    .get(`${BASE}/openid-configuration`, (context) =>
      context.json(
        {
          issuer: identity.openIdIssuer,
          jwks_uri: `${identity.publicUrl}${BASE}/jwks_uri`,
          response_types_supported: ['id_token'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS512'],
          claims_supported: OPEN_ID_CLAIMS,
        },
        200,
        CACHE,
      ),
    )
    .get(`${BASE}/jwks_uri`, async (context) => {
      const key = await openIdKeys.current()
      return context.json(toJwks(key ? [key] : [], 'RS512'), 200, CACHE)
    })
}
