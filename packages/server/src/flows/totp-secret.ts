import { toBytes, toText } from '../crypto/encoding.ts'
import type { SoftwareToken } from '../records/mfa.ts'
import type { User } from '../records/user.ts'
import type { Services } from '../store/services.ts'

const PURPOSE = 'totp secret'

/** An authenticator app as it is stored: bound to its user, readable under the master key only. */
export const sealToken = (
  { id }: Pick<User, 'id'>,
  { secret, name }: SoftwareToken,
  { keyring }: Pick<Services, 'keyring'>,
): string => keyring.seal(PURPOSE, toBytes(JSON.stringify({ secret, name })), id)

/** A stored authenticator app. */
export function openToken(
  { id }: Pick<User, 'id'>,
  sealed: string,
  { keyring }: Pick<Services, 'keyring'>,
): SoftwareToken {
  const plain = keyring.open(PURPOSE, sealed, id)
  if (plain) return JSON.parse(toText(plain))
  throw new Error(`software token of user ${id} was sealed under another master key`)
}
