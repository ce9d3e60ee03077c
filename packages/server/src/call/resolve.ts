import { ServiceError } from '../api/errors.ts'
import type { Client } from '../records/client.ts'
import type { Pool } from '../records/pool.ts'
import type { Services } from '../store/services.ts'
import { type SignedIn, verifyAccessToken } from '../tokens/access-token.ts'

/** What an input may name; whichever it does was found. */
export type Found = Partial<SignedIn> & { readonly pool?: Pool; readonly client?: Client }

/**
 * Looks up what the input names, once, for every operation.
 *
 * @throws ResourceNotFoundException for a pool or client that is not there, or not together;
 *   NotAuthorizedException for an access token that does not stand.
 */
export async function resolve(
  input: Readonly<Record<string, unknown>>,
  services: Services,
): Promise<Found> {
  const { AccessToken, UserPoolId, ClientId } = input
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
