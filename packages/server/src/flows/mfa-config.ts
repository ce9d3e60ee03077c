import type { SetUserPoolMfaConfigRequest } from '@aws-sdk/client-cognito-identity-provider'
import type { Pool } from '../records/pool.ts'
import { checkMfaConfig, effectiveMfa, type MfaConfig } from '../rules/mfa.ts'
import { granted } from '../rules/verdict.ts'
import type { Services } from '../store/services.ts'
import { demand } from './accept.ts'
import { changePool } from './change-pool.ts'

/** What a pool asks beside a password: its own document says whether, a second one says how. */
export const readMfaConfig = async (
  pool: Pool,
  { poolSettings }: Pick<Services, 'poolSettings'>,
): Promise<MfaConfig> =>
  effectiveMfa(pool.document, (await poolSettings.read<MfaConfig>(pool.id, 'mfa')) ?? {})

/**
 * Replaces what a pool asks beside a password, and answers it.
 *
 * @throws InvalidParameterException for settings that contradict each other.
 */
export async function setMfaConfig(
  pool: Pool,
  { UserPoolId, MfaConfiguration = 'OFF', ...factors }: SetUserPoolMfaConfigRequest,
  services: Services,
): Promise<MfaConfig> {
  const sms = factors.SmsMfaConfiguration?.SmsConfiguration
  demand(checkMfaConfig({ MfaConfiguration, ...factors }))
  await changePool(
    pool.id,
    (current) => granted({ ...current, MfaConfiguration, ...(sms && { SmsConfiguration: sms }) }),
    services,
  )
  await services.write(({ poolSettings }) => poolSettings.set(pool.id, 'mfa', factors))
  return { MfaConfiguration, ...factors }
}
