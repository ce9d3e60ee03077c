import { ServiceError } from '../api/errors.ts'
import { openDocument } from '../flows/identity-pool-secrets.ts'
import type { Client } from '../records/client.ts'
import type { FederatedIdentity } from '../records/federated-identity.ts'
import type { IdentityPool } from '../records/identity-pool.ts'
import type { Pool } from '../records/pool.ts'
import type { Services } from '../store/services.ts'
import { type SignedIn, verifyAccessToken } from '../tokens/access-token.ts'

/** What an input may name; whichever it does was found. */
export type Found = Partial<SignedIn> & {
  readonly pool?: Pool
  readonly client?: Client
  readonly identityPool?: IdentityPool
  readonly federatedIdentity?: FederatedIdentity
}

/**
 * Looks up what the input names, once, for every operation.
 *
 * @throws ResourceNotFoundException for a pool, client or identity that is not there, or not together;
 *   NotAuthorizedException for an access token that does not stand.
 */
export async function resolve(
  input: Readonly<Record<string, unknown>>,
  services: Services,
): Promise<Found> {
  const { AccessToken, UserPoolId, ClientId, IdentityPoolId, IdentityId } = input
  if (typeof IdentityPoolId === 'string' || typeof IdentityId === 'string') {
    return await findIdentity(text(IdentityPoolId), text(IdentityId), services)
  }
  if (typeof AccessToken === 'string') return await verifyAccessToken(AccessToken, services)
  const pool = typeof UserPoolId === 'string' ? await findPool(UserPoolId, services) : undefined
  if (typeof ClientId !== 'string') return pool ? { pool } : {}
  return await findClient(ClientId, pool, services)
}

async function findPool(id: string, { pools }: Services): Promise<Pool> {
  const pool = await pools.byId(id)
  if (pool) return pool
  throw new ServiceError('ResourceNotFoundException', `User pool ${id} does not exist.`)
}

async function findClient(
  id: string,
  pool: Pool | undefined,
  services: Services,
): Promise<{ client: Client; pool: Pool }> {
  const client = await services.clients.byId(id)
  if (client && (!pool || pool.id === client.poolId)) {
    return { client, pool: pool ?? (await findPool(client.poolId, services)) }
  }
  throw new ServiceError('ResourceNotFoundException', `User pool client ${id} does not exist.`)
}

async function findIdentity(
  poolId: string | undefined,
  id: string | undefined,
  services: Services,
): Promise<Found> {
  const named = poolId === undefined ? undefined : await findIdentityPool(poolId, services)
  if (id === undefined) return named ? { identityPool: named } : {}
  const federatedIdentity = await services.identities.byId(id)
  if (!federatedIdentity || (named && named.id !== federatedIdentity.identityPoolId)) {
    throw new ServiceError('ResourceNotFoundException', `Identity '${id}' not found.`)
  }
  const { identityPoolId } = federatedIdentity
  const identityPool = named ?? (await findIdentityPool(identityPoolId, services))
  return { federatedIdentity, identityPool }
}

async function findIdentityPool(
  id: string,
  { identityPools, keyring }: Services,
): Promise<IdentityPool> {
  const pool = await identityPools.byId(id)
  if (pool) return { ...pool, document: openDocument(id, pool.document, keyring) }
  throw new ServiceError('ResourceNotFoundException', `IdentityPool '${id}' not found.`)
}

const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
