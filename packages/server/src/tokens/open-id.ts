import { createHash } from 'node:crypto'
import type { LoginFault } from '../ports/login-providers.ts'
import type { OpenIdKey } from '../records/open-id-key.ts'
import { type OpenIdClaims, type OpenIdFacts, openIdClaims } from '../rules/open-id-claims.ts'
import type { Services } from '../store/services.ts'
import { readJwt, signJwt } from './jwt.ts'
import { privateKeyOf, sealKey, verificationKey } from './keys.ts'

/**
 * Signs an OpenID token of an identity, which AssumeRoleWithWebIdentity takes, here and at AWS.
 * RS512, as AWS's are.
 */
export async function makeOpenIdToken(
  facts: OpenIdFacts,
  services: Pick<Services, 'openIdKeys' | 'keyring' | 'keyStock' | 'clock' | 'identity' | 'write'>,
): Promise<string> {
  const { clock, identity, keyring } = services
  const key = (await services.openIdKeys.current()) ?? (await makeKey(services))
  const claims = openIdClaims(facts, identity.openIdIssuer, clock.now())
  return await signJwt(claims, key.kid, privateKeyOf(key, keyring), 'RS512')
}

type Reading =
  | { readonly claims: OpenIdClaims; readonly fault?: never }
  | { readonly fault: LoginFault; readonly claims?: never }

/**
 * Checks an OpenID token whole: form, key, signature, issuer, time, then that its identity still stands in
 * its pool and was not merged into another.
 */
export async function verifyOpenIdToken(
  token: string,
  services: Pick<Services, 'openIdKeys' | 'identities' | 'clock' | 'identity'>,
): Promise<Reading> {
  const jwt = readJwt(token, 'RS512')
  if (!jwt) return { fault: { fault: 'malformed' } }
  const key = await services.openIdKeys.current()
  const isOurs = key?.kid === jwt.kid && jwt.isSignedBy(verificationKey(key))
  if (!isOurs) return { fault: { fault: 'signature' } }
  const claims = jwt.claims as unknown as OpenIdClaims // only we sign with that key, and nothing else
  if (claims.iss !== services.identity.openIdIssuer) return { fault: { fault: 'issuer' } }
  const now = Math.floor(services.clock.now() / 1000)
  if (now >= claims.exp) return { fault: { fault: 'expired', now, expiredAt: claims.exp } }
  const found = await services.identities.byId(claims.sub)
  const isStanding = found?.identityPoolId === claims.aud && found.state !== 'disabled'
  return isStanding ? { claims } : { fault: { fault: 'revoked' } }
}

/** Of several that make the first key at once, one is kept, and all sign with that. */
async function makeKey({
  keyStock,
  keyring,
  clock,
  write,
}: Pick<Services, 'keyStock' | 'keyring' | 'clock' | 'write'>): Promise<OpenIdKey> {
  const pair = await keyStock.take()
  // Named apart from the keys of user pools: with one key for both, as tests have, the ids still differ.
  const kid = createHash('sha256').update(`identity pools ${pair.publicKey}`).digest('base64')
  const made = sealKey(kid, pair, keyring)
  const now = clock.now()
  return await write(async ({ openIdKeys }) => {
    await openIdKeys.insert(made, now)
    return (await openIdKeys.current()) ?? made
  })
}
