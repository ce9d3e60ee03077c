import type { LoginFault } from '../ports/login-providers.ts'
import { faultOfIdToken } from '../rules/id-token-claims.ts'
import type { Services } from '../store/services.ts'
import { readJwt, type UnverifiedJwt } from './jwt.ts'
import { verificationKey } from './keys.ts'

type Needs = Pick<Services, 'keys' | 'clock' | 'identity'>

type Reading =
  | { readonly claims: UnverifiedJwt['claims']; readonly fault?: never }
  | { readonly fault: LoginFault; readonly claims?: never }

/**
 * Checks an ID token of one of our user pools: form, issuer, key, signature, audience, use, time. Whether
 * its session still stands is another question, see `isSessionStanding`.
 *
 * @param clientIds which clients of the pool it may have been made for.
 */
export async function verifyIdToken(
  token: string,
  { poolId, clientIds }: { poolId: string; clientIds: readonly string[] },
  { keys, clock, identity }: Needs,
): Promise<Reading> {
  const jwt = readJwt(token)
  if (!jwt) return { fault: { fault: 'malformed' } }
  const issuer = identity.issuerOf(poolId)
  if (jwt.claims.iss !== issuer) return { fault: { fault: 'issuer' } }
  const key = await keys.byKid(jwt.kid)
  const isOurs = key?.poolId === poolId && jwt.isSignedBy(verificationKey(key))
  if (!isOurs) return { fault: { fault: 'signature' } }
  const expected = { issuers: [issuer], audiences: clientIds, now: clock.now() }
  const fault = faultOfIdToken(jwt.claims, expected)
  if (fault) return { fault }
  const isIdToken = key.use === 'id' && jwt.claims.token_use === 'id'
  return isIdToken ? { claims: jwt.claims } : { fault: { fault: 'malformed' } }
}

/** Whether an ID token's sign-in was neither revoked nor its user deleted or disabled since. */
export async function isSessionStanding(
  { event_id, sub }: UnverifiedJwt['claims'],
  { sessions, users }: Pick<Services, 'sessions' | 'users'>,
): Promise<boolean> {
  const session = typeof event_id === 'string' ? await sessions.byId(event_id) : undefined
  if (!session || session.revokedAt !== undefined || session.userId !== sub) return false
  const user = await users.byId(session.userId)
  return user?.enabled === true
}
