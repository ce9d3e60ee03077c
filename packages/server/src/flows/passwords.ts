import { toBytes, toText } from '../crypto/encoding.ts'
import { isEqualSecret } from '../crypto/equal.ts'
import type { Pool } from '../records/pool.ts'
import { poolNameInSrp } from '../records/pool.ts'
import type { Password, User } from '../records/user.ts'
import { makeVerifier } from '../rules/srp.ts'
import type { Services } from '../store/services.ts'

type Needs = Pick<Services, 'keyring' | 'hashing' | 'random'>

const PURPOSE = 'password'
const SALT_BYTES = 16

/** What the server must know to let a client prove its password by SRP. */
export interface SrpSecret {
  readonly salt: Uint8Array
  readonly verifier: Uint8Array
}

/**
 * A new password in the form its pool keeps, sealed under the master key and bound to its user.
 *
 * @param temporaryUntil when it ends, for a password that an administrator gave.
 */
export async function sealPassword(
  pool: Pool,
  user: Pick<User, 'id' | 'username'>,
  password: string,
  { keyring, hashing, random }: Needs,
  temporaryUntil?: number,
): Promise<Password> {
  if (pool.passwordStorage === 'argon2id') {
    const phc = await hashing.hash(password)
    return {
      kind: 'argon2id',
      sealed: keyring.seal(PURPOSE, toBytes(phc), user.id),
      temporaryUntil,
    }
  }
  const salt = random.bytes(SALT_BYTES)
  const verifier = makeVerifier({
    poolName: poolNameInSrp(pool),
    username: user.username,
    password,
    salt,
  })
  const sealed = keyring.seal(PURPOSE, Buffer.concat([salt, verifier]), user.id)
  return { kind: 'srp', sealed, temporaryUntil }
}

/** What SRP needs of a stored password, or undefined where the pool gave SRP up. */
export function openSrpSecret(
  user: User,
  password: Password,
  { keyring }: Pick<Needs, 'keyring'>,
): SrpSecret | undefined {
  if (password.kind !== 'srp') return undefined
  const bytes = open(user.id, password, keyring)
  return { salt: bytes.subarray(0, SALT_BYTES), verifier: bytes.subarray(SALT_BYTES) }
}

/**
 * Whether a plain password is the user's. For nobody (an unknown name, a user without a password) the same
 * work is done and the answer is no, so that the time tells nothing.
 */
export async function isPassword(
  pool: Pool,
  user: User | undefined,
  stored: Password | undefined,
  given: string,
  services: Needs,
): Promise<boolean> {
  if (!user || !stored) {
    await sealPassword(pool, { id: '', username: '' }, given, services)
    return false
  }
  const bytes = open(user.id, stored, services.keyring)
  if (stored.kind === 'argon2id') return await services.hashing.verify(toText(bytes), given)
  const salt = bytes.subarray(0, SALT_BYTES)
  const poolName = poolNameInSrp(pool)
  const verifier = makeVerifier({ poolName, username: user.username, password: given, salt })
  return isEqualSecret(verifier, bytes.subarray(SALT_BYTES))
}

function open(userId: string, password: Password, keyring: Services['keyring']): Uint8Array {
  const bytes = keyring.open(PURPOSE, password.sealed, userId)
  if (!bytes) throw new Error(`password of user ${userId} was sealed under another master key`)
  return bytes
}
