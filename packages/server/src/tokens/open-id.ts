import { createHash } from 'node:crypto'
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

/**
 * Checks an OpenID token whole: form, key, signature, issuer, time, then that its identity still stands in
 * its pool and was not merged into another. Undefined for whatever is wrong with it.
 */
export async function verifyOpenIdToken(
  token: string,
  services: Pick<Services, 'openIdKeys' | 'identities' | 'clock' | 'identity'>,
): Promise<OpenIdClaims | undefined> {
  const jwt = readJwt(token, 'RS512')
  const key = jwt && (await services.openIdKeys.current())
  if (!jwt || key?.kid !== jwt.kid || !jwt.isSignedBy(verificationKey(key))) return undefined
  const claims = jwt.claims as unknown as OpenIdClaims // only we sign with that key, and nothing else
  if (claims.iss !== services.identity.openIdIssuer) return undefined
  if (services.clock.now() >= claims.exp * 1000) return undefined
  const found = await services.identities.byId(claims.sub)
  const isStanding = found?.identityPoolId === claims.aud && found.state !== 'disabled'
  return isStanding ? claims : undefined
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
