import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { availableFactors, type FirstFactor } from '../rules/first-factors.ts'
import { judgeMfa } from '../rules/mfa.ts'
import type { Services } from '../store/services.ts'
import { readMfaConfig } from './mfa-config.ts'
import { passkeysOf } from './relying-party.ts'

/** The first factors that a user can sign in with now. */
export async function firstFactorsOf(
  pool: Pool,
  user: User,
  services: Services,
): Promise<FirstFactor[]> {
  const config = await readMfaConfig(pool, services)
  const verdict = judgeMfa(config, user, await services.mfa.ofUser(user.id))
  return availableFactors(pool.document, {
    user,
    hasPassword: (await services.passwords.ofUser(user.id)) !== undefined,
    hasPasskey: (await passkeysOf(pool, user, services)).length > 0,
    needsSecondFactor: verdict.kind !== 'none',
    hasSrp: pool.passwordStorage === 'srp',
  })
}
