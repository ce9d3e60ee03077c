import { ServiceError } from '../api/errors.ts'
import type { Client } from '../records/client.ts'
import type { Pool } from '../records/pool.ts'
import type { Session } from '../records/session.ts'
import type { User } from '../records/user.ts'
import { API_SCOPE } from '../rules/claims.ts'
import type { Services } from '../store/services.ts'
import { readJwt } from './jwt.ts'
import { verificationKey } from './keys.ts'

/** Whom an access token speaks for. */
export interface SignedIn {
  readonly pool: Pool
  readonly client: Client
  readonly user: User
  readonly session: Session
}

type Needs = Pick<
  Services,
  'keys' | 'pools' | 'clients' | 'users' | 'sessions' | 'clock' | 'identity'
>

/**
 * Checks an access token whole: form, key, signature, issuer, use, time, scope, then that its session, its
 * client and its user still stand. Signing out is therefore effective at once.
 *
 * @throws NotAuthorizedException for whatever is wrong with it.
 */
export async function verifyAccessToken(token: string, services: Needs): Promise<SignedIn> {
  const jwt = readJwt(token)
  const key = jwt && (await services.keys.byKid(jwt.kid))
  if (!jwt || !key || key.use !== 'access' || !jwt.isSignedBy(verificationKey(key))) throw invalid()
  const { claims } = jwt
  if (claims.iss !== services.identity.issuerOf(key.poolId)) throw invalid()
  if (claims.token_use !== 'access' || typeof claims.exp !== 'number') throw invalid()
  if (services.clock.now() >= claims.exp * 1000) throw refuse('Access Token has expired')
  if (!String(claims.scope).split(' ').includes(API_SCOPE)) {
    throw refuse('Access Token does not have required scopes')
  }
  return await standing(claims, services)
}

async function standing(
  claims: Readonly<Record<string, unknown>>,
  services: Needs,
): Promise<SignedIn> {
  const id = claims.event_id
  const session = typeof id === 'string' ? await services.sessions.byId(id) : undefined
  if (!session || session.revokedAt !== undefined) throw refuse('Access Token has been revoked')
  const isOfSession = session.userId === claims.sub && session.clientId === claims.client_id
  if (!isOfSession) throw invalid()
  const pool = await services.pools.byId(session.poolId)
  const client = await services.clients.byId(session.clientId)
  const user = await services.users.byId(session.userId)
  if (!pool || !client || !user) throw invalid()
  if (!user.enabled) throw refuse('User is disabled.')
  return { pool, client, user, session }
}

const refuse = (message: string) => new ServiceError('NotAuthorizedException', message)
const invalid = () => refuse('Invalid Access Token')
