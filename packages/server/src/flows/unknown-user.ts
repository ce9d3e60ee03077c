import { ServiceError } from '../api/errors.ts'
import type { Keyring } from '../ports/keyring.ts'
import type { Client } from '../records/client.ts'
import type { Pool } from '../records/pool.ts'
import type { SrpSecret } from './passwords.ts'

const SALT_BYTES = 16
/** 3072 bits in digests of 256. */
const VERIFIER_BLOCKS = 12

/** Whether a client's answers must not tell who exists. */
export const hidesUsers = (client: Client): boolean =>
  client.document.PreventUserExistenceErrors === 'ENABLED'

/** What operations on codes say of a name that nobody has, where the client does not hide it. */
export const combinationNotFound = (): ServiceError =>
  new ServiceError('UserNotFoundException', 'Username/client id combination not found.')

/**
 * What SRP is simulated with for a name that nobody has: always the same for one name in one pool, as a
 * real user's salt would be, and a secret nobody can know (RFC 5054 §2.5.1.3).
 */
export function simulateSrpSecret(
  pool: Pool,
  name: string,
  { keyring }: { keyring: Keyring },
): SrpSecret {
  const draw = (what: string) =>
    Buffer.from(keyring.digest('simulated user', `${pool.id} ${what} ${name}`), 'base64url')
  const blocks = Array.from({ length: VERIFIER_BLOCKS }, (_, index) => draw(`verifier ${index}`))
  return { salt: draw('salt').subarray(0, SALT_BYTES), verifier: Buffer.concat(blocks) }
}

/** The user id of a name that nobody has: UUID-shaped, always the same. */
export function simulateUserId(
  pool: Pool,
  name: string,
  { keyring }: { keyring: Keyring },
): string {
  const bytes = Buffer.from(keyring.digest('simulated user', `${pool.id} id ${name}`), 'base64url')
  const hex = bytes.toString('hex')
  const variant = '89ab'[(bytes[8] ?? 0) % 4]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
