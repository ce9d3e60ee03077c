import { ServiceError } from '../api/errors.ts'
import type { Client } from '../records/client.ts'
import type { Pool, PoolDocument } from '../records/pool.ts'
import {
  type ClientSessionConfig,
  DEFAULT_CLIENT_SESSIONS,
  DEFAULT_POOL_SESSIONS,
  type PoolSessionConfig,
  tracksSessions,
} from '../rules/session-config.ts'
import { checkSessionTier } from '../rules/tiers.ts'
import { granted } from '../rules/verdict.ts'
import type { Repositories } from '../store/repositories.ts'
import type { Services } from '../store/services.ts'
import { demand } from './accept.ts'
import { changePoolWithin } from './change-pool.ts'

/** Whether a pool tracks sessions, and how many a user may have. */
export const readPoolSessions = async (
  poolId: string,
  { poolSettings }: Pick<Repositories, 'poolSettings'>,
): Promise<PoolSessionConfig> =>
  (await poolSettings.read<PoolSessionConfig>(poolId, 'sessions')) ?? DEFAULT_POOL_SESSIONS

/**
 * Replaces how a pool tracks sessions. It changes nothing about those that are open: what was not tracked from its
 * start never is, and a lower limit is kept from a person's next sign-in on.
 *
 * @throws FeatureUnavailableInTierException.
 */
export async function setPoolSessions(
  pool: Pool,
  config: PoolSessionConfig,
  { write, clock }: Services,
): Promise<void> {
  const now = clock.now()
  const change = (current: PoolDocument) => {
    const refusal = checkSessionTier(current)
    return refusal ? { refusal } : granted(current)
  }
  await write(async (repositories) => {
    await changePoolWithin(repositories, { poolId: pool.id, change, now })
    await repositories.poolSettings.set(pool.id, 'sessions', config)
  })
}

/** How long a client lets people in by a session of managed login, without another sign-in. */
export const readClientSessions = async (
  clientId: string,
  { clientSettings }: Pick<Repositories, 'clientSettings'>,
): Promise<ClientSessionConfig> =>
  (await clientSettings.read<ClientSessionConfig>(clientId, 'sessions')) ?? DEFAULT_CLIENT_SESSIONS

/**
 * Replaces that of a client.
 *
 * @throws FeatureUnavailableInTierException, OperationNotEnabledException while the pool tracks no sessions.
 */
export async function setClientSessions(
  { pool, client }: { pool: Pool; client: Client },
  config: ClientSessionConfig,
  services: Services,
): Promise<void> {
  demand(checkSessionTier(pool.document))
  await requireTracking(pool, services)
  await services.write(({ clientSettings }) => clientSettings.set(client.id, 'sessions', config))
}

/**
 * Asked before sessions are listed or ended. The API reference has OperationNotEnabledException for what is not
 * available "for the current user pool configuration"; an empty list would be untrue.
 *
 * @throws OperationNotEnabledException while the pool tracks no sessions.
 */
export async function requireTracking(
  { id }: Pool,
  services: Pick<Services, 'poolSettings'>,
): Promise<void> {
  if (tracksSessions(await readPoolSessions(id, services))) return
  const message = 'User session tracking is not enabled for the user pool.'
  throw new ServiceError('OperationNotEnabledException', message)
}
