import type { PoolDocument } from '../records/pool.ts'

type Attributes = Readonly<Record<string, string>>

/** An attribute that a person can be reached at. */
type Channel = 'email' | 'phone_number'

const CHANNEL_OF: Readonly<Partial<Record<string, Channel>>> = {
  verified_email: 'email',
  verified_phone_number: 'phone_number',
}

/** What Cognito does for a pool that names no mechanism. */
const LEGACY_ORDER: readonly Channel[] = ['phone_number', 'email']

/** Whether people of this pool cannot ask for a new password themselves. */
export const isRecoveryByAdministrator = ({ AccountRecoverySetting }: PoolDocument): boolean =>
  AccountRecoverySetting?.RecoveryMechanisms?.some(({ Name }) => Name === 'admin_only') ?? false

/** The attributes that a reset code may go to, the preferred one first. */
export function recoveryChannels({ AccountRecoverySetting }: PoolDocument): readonly Channel[] {
  const mechanisms = [...(AccountRecoverySetting?.RecoveryMechanisms ?? [])]
  mechanisms.sort((one, other) => (one.Priority ?? 0) - (other.Priority ?? 0))
  const channels = mechanisms.flatMap(({ Name }) => CHANNEL_OF[Name ?? ''] ?? [])
  return channels.length > 0 ? channels : LEGACY_ORDER
}

/** Where a user's reset code goes: to the first channel of the pool that they have proven to be theirs. */
export const recoveryChannelOf = (
  attributes: Attributes,
  pool: PoolDocument,
): Channel | undefined =>
  recoveryChannels(pool).find(
    (name) => attributes[name] && attributes[`${name}_verified`]?.toLowerCase() === 'true',
  )
