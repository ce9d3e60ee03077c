import type { SetUserPoolMfaConfigRequest } from '@aws-sdk/client-cognito-identity-provider'
import type { Pool, PoolDocument } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { checkFirstFactors } from '../rules/first-factors.ts'
import { checkMfaConfig, effectiveMfa, judgeMfa, type MfaConfig } from '../rules/mfa.ts'
import { checkRelyingParty } from '../rules/relying-party.ts'
import { checkMfaTier } from '../rules/tiers.ts'
import { granted } from '../rules/verdict.ts'
import type { Repositories } from '../store/repositories.ts'
import type { Services } from '../store/services.ts'
import { changePoolWithin } from './change-pool.ts'

/** What SetUserPoolMfaConfig set. */
export const readFactors = async (
  poolId: string,
  { poolSettings }: Pick<Repositories, 'poolSettings'>,
): Promise<MfaConfig> => (await poolSettings.read<MfaConfig>(poolId, 'mfa')) ?? {}

/** What a pool asks beside a password: its own document says whether, a second one says how. */
export const readMfaConfig = async (
  { id, document }: Pool,
  services: Pick<Services, 'poolSettings'>,
): Promise<MfaConfig> => effectiveMfa(document, await readFactors(id, services))

/** The same where only the pool's id is known; undefined when it is gone. */
export async function readMfaConfigOf(
  poolId: string,
  services: Pick<Services, 'pools' | 'poolSettings'>,
): Promise<MfaConfig | undefined> {
  const pool = await services.pools.byId(poolId)
  return pool && (await readMfaConfig(pool, services))
}

/**
 * Whether a user is one who has to set a factor up. Asked once more in the write that completes a set-up:
 * what was set up meanwhile must not be overwritten by whoever knows no more than the password.
 */
export async function mustSetUp(
  user: User | undefined,
  config: MfaConfig,
  mfa: Repositories['mfa'],
): Promise<boolean> {
  return user !== undefined && judgeMfa(config, user, await mfa.ofUser(user.id)).kind === 'set-up'
}

/**
 * Replaces what a pool asks beside a password, and answers it. What of SMS is for other messages too stands
 * in the pool's own document.
 *
 * @throws InvalidParameterException for settings that contradict each other, FeatureUnavailableInTierException.
 */
export async function setMfaConfig(
  pool: Pool,
  { UserPoolId, MfaConfiguration = 'OFF', ...factors }: SetUserPoolMfaConfigRequest,
  services: Services,
): Promise<MfaConfig> {
  const { SmsMfaConfiguration: sms, ...others } = factors
  const kept = { ...others, ...(sms && { SmsMfaConfiguration: {} }) }
  const change = (current: PoolDocument) => {
    const refusal =
      checkMfaConfig({ MfaConfiguration, ...factors }, current) ??
      checkMfaTier(factors, current) ??
      checkFirstFactors({ ...current, MfaConfiguration }) ??
      checkRelyingParty(factors.WebAuthnConfiguration)
    return refusal ? { refusal } : granted({ ...current, MfaConfiguration, ...sms })
  }
  const now = services.clock.now()
  return await services.write(async (repositories) => {
    const document = await changePoolWithin(repositories, { poolId: pool.id, change, now })
    await repositories.poolSettings.set(pool.id, 'mfa', kept)
    return effectiveMfa(document, kept)
  })
}
