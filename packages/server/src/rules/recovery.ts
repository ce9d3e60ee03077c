import type { MfaFactor } from '../records/mfa.ts'
import type { PoolDocument } from '../records/pool.ts'

type Attributes = Readonly<Record<string, string>>

/** An attribute that a person can be reached at. */
type Channel = 'email' | 'phone_number'

const CHANNEL_OF: Readonly<Partial<Record<string, Channel>>> = {
  verified_email: 'email',
  verified_phone_number: 'phone_number',
}

/** The second factor whose codes go to a channel. */
const FACTOR_AT: Readonly<Record<Channel, MfaFactor>> = {
  email: 'EMAIL_OTP',
  phone_number: 'SMS_MFA',
}

/** What Cognito does for a pool that names no mechanism. */
const LEGACY_ORDER: readonly Channel[] = ['phone_number', 'email']

/** Whether people of this pool cannot ask for a new password themselves. */
export const isRecoveryByAdministrator = ({ AccountRecoverySetting }: PoolDocument): boolean =>
  AccountRecoverySetting?.RecoveryMechanisms?.some(({ Name }) => Name === 'admin_only') ?? false

/** The attributes that a reset code may go to, the preferred one first. */
export function recoveryChannels(pool: PoolDocument): readonly Channel[] {
  const named = namedChannels(pool)
  return named.length > 0 ? named : LEGACY_ORDER
}

function namedChannels({ AccountRecoverySetting }: PoolDocument): readonly Channel[] {
  const mechanisms = [...(AccountRecoverySetting?.RecoveryMechanisms ?? [])]
  mechanisms.sort((one, other) => (one.Priority ?? 0) - (other.Priority ?? 0))
  return mechanisms.flatMap(({ Name }) => CHANNEL_OF[Name ?? ''] ?? [])
}

/**
 * Where a user's reset code goes: to the first channel of the pool that they have proven to be theirs. In a pool
 * that names its channels none that takes the codes of a second factor: one mailbox would stand for both.
 *
 * @param factors the second factors that the user may sign in with.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html
 *   (AccountRecoverySetting)
 */
export function recoveryChannelOf(
  attributes: Attributes,
  pool: PoolDocument,
  factors: readonly MfaFactor[],
): Channel | undefined {
  const isLegacy = namedChannels(pool).length === 0
  return recoveryChannels(pool).find(
    (name) =>
      attributes[name] &&
      attributes[`${name}_verified`]?.toLowerCase() === 'true' &&
      (isLegacy || !factors.includes(FACTOR_AT[name])),
  )
}
