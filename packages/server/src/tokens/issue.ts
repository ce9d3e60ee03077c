import type { AuthenticationResultType } from '@aws-sdk/client-cognito-identity-provider'
import { type ClaimOverrides, overrideClaims } from '../rules/claim-overrides.ts'
import { accessClaims, assuranceClaims, type Claims, idClaims } from '../rules/claims.ts'
import { MOST_GROUPS_A_USER } from '../rules/quotas.ts'
import { tokenLifetimes } from '../rules/token-validity.ts'
import type { Services } from '../store/services.ts'
import type { SignedIn } from './access-token.ts'
import { signJwt } from './jwt.ts'
import { signingKeys } from './keys.ts'

type Needs = Pick<Services, 'keys' | 'keyring' | 'groups' | 'clock' | 'random' | 'identity'>

/**
 * Signs the ID and the access token of a session, as it stands now. Shape: Cognito's, without a refresh token.
 *
 * @param overrides what a function wants changed in their claims.
 */
export async function signTokens(
  { pool, client, user, session }: SignedIn,
  services: Needs,
  overrides?: ClaimOverrides,
): Promise<AuthenticationResultType> {
  const { clock, random, identity } = services
  const groups = await services.groups.ofUser(user.id, MOST_GROUPS_A_USER)
  const assurance = assuranceClaims(session, pool.document)
  const facts = { issuer: identity.issuerOf(pool.id), now: clock.now(), groups, assurance }
  const { accessMs, idMs } = tokenLifetimes(client.document)
  const id = idClaims(facts, session, client, user, { jti: random.uuid(), lifetimeMs: idMs })
  const access = accessClaims(facts, session, client, user, {
    jti: random.uuid(),
    lifetimeMs: accessMs,
  })
  const keyOf = await signingKeys(pool.id, services)
  const signWith = async (use: 'id' | 'access', claims: Claims) => {
    const { kid, key } = keyOf(use)
    return await signJwt(overrides ? overrideClaims(use, claims, overrides) : claims, kid, key)
  }
  const [IdToken, AccessToken] = await Promise.all([signWith('id', id), signWith('access', access)])
  return { AccessToken, ExpiresIn: accessMs / 1000, TokenType: 'Bearer', IdToken }
}
