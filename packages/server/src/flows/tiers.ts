import type { ClientDocument } from '../records/client.ts'
import type { Pool } from '../records/pool.ts'
import type { MfaConfig } from '../rules/mfa.ts'
import { checkClientTier, checkTierChange } from '../rules/tiers.ts'
import type { Repositories } from '../store/repositories.ts'
import { demand } from './accept.ts'
import { readPoolSessions } from './session-config.ts'

/** Within an update of a pool. @throws TierChangeNotAllowedException for a tier without what is in use. */
export async function requireTier(
  { id, document }: Pick<Pool, 'id' | 'document'>,
  factors: MfaConfig,
  repositories: Repositories,
): Promise<void> {
  const sessions = await readPoolSessions(id, repositories)
  const clients = await repositories.clients.documents(id)
  demand(checkTierChange(document, { factors, sessions, clients }))
}

/**
 * Within the write of a client, by the tier that its pool has then: were it read before, a client and a tier
 * without what it does could come at once.
 *
 * @throws FeatureUnavailableInTierException.
 */
export async function requireTierOfClient(
  client: ClientDocument,
  poolId: string,
  { pools }: Pick<Repositories, 'pools'>,
): Promise<void> {
  const pool = await pools.forChange(poolId)
  if (pool) demand(checkClientTier(client, pool.document))
}
