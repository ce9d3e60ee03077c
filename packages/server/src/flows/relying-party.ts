import type { Passkey } from '../records/passkey.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { type RelyingParty, relyingPartyOf } from '../rules/relying-party.ts'
import type { Services } from '../store/services.ts'
import { readMfaConfig } from './mfa-config.ts'

/** Whom the passkeys of a pool are made for, or undefined where nothing names a host. */
export async function readRelyingParty(
  pool: Pool,
  services: Services,
): Promise<RelyingParty | undefined> {
  const { WebAuthnConfiguration } = await readMfaConfig(pool, services)
  return relyingPartyOf(WebAuthnConfiguration, services.identity.publicUrl)
}

/** The passkeys that a user can sign in with: those made for the relying party that the pool has now. */
export async function passkeysOf(
  pool: Pool,
  user: Pick<User, 'id'>,
  services: Services,
): Promise<Passkey[]> {
  const party = await readRelyingParty(pool, services)
  const passkeys = await services.passkeys.ofUser(user.id)
  return passkeys.filter(({ relyingParty }) => relyingParty === party?.id)
}
