import { ServiceError } from '../api/errors.ts'
import type { Keyring } from '../ports/keyring.ts'
import type { Client } from '../records/client.ts'
import type { Passkey } from '../records/passkey.ts'
import type { Pool } from '../records/pool.ts'
import { allowsPasskeys, codeFactors, type FirstFactor } from '../rules/first-factors.ts'
import { foldName, readAddress } from '../rules/usernames.ts'
import type { SrpSecret } from './passwords.ts'
import { confirmationChannels } from './send-code.ts'
import type { Destination } from './send-message.ts'

const SALT_BYTES = 16
/** 3072 bits in digests of 256. */
const VERIFIER_BLOCKS = 12
/** Digits of telephone numbers, from small countries to those whose numbers are long (ITU-T E.164). */
const SHORTEST_NUMBER = 10
const NUMBER_LENGTHS = 4

/** Whether a client's answers must not tell who exists. */
export const hidesUsers = (client: Client): boolean =>
  client.document.PreventUserExistenceErrors === 'ENABLED'

/** What operations on codes say of a name that nobody has, where the client does not hide it. */
export const combinationNotFound = (): ServiceError =>
  new ServiceError('UserNotFoundException', 'Username/client id combination not found.')

/** What is told of a name that nobody has: drawn from it as the pool folds it, as a real user is found. */
const draw = (pool: Pool, what: string, name: string, keyring: Keyring): Buffer => {
  const text = `${pool.id} ${what} ${foldName(name, pool.document)}`
  return Buffer.from(keyring.digest('simulated user', text), 'base64url')
}

/**
 * What SRP is simulated with for a name that nobody has: always the same for one name in one pool, as a
 * real user's salt would be, and a secret nobody can know (RFC 5054 §2.5.1.3).
 */
export function simulateSrpSecret(
  pool: Pool,
  name: string,
  { keyring }: { keyring: Keyring },
): SrpSecret {
  const blocks = Array.from({ length: VERIFIER_BLOCKS }, (_, index) =>
    draw(pool, `verifier ${index}`, name, keyring),
  )
  const salt = draw(pool, 'salt', name, keyring).subarray(0, SALT_BYTES)
  return { salt, verifier: Buffer.concat(blocks) }
}

/** The user id of a name that nobody has: UUID-shaped, always the same. */
export function simulateUserId(
  pool: Pool,
  name: string,
  { keyring }: { keyring: Keyring },
): string {
  const bytes = draw(pool, 'id', name, keyring)
  const hex = bytes.toString('hex')
  const variant = '89ab'[(bytes[8] ?? 0) % 4]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/**
 * The user name of a name that nobody has: itself, or a user id where it is an address, since nobody's user
 * name is one where people sign in with addresses.
 */
export const simulateUsername = (
  pool: Pool,
  name: string,
  services: { keyring: Keyring },
): string =>
  readAddress(name, pool.document)
    ? simulateUserId(pool, name, services)
    : foldName(name, pool.document)

/**
 * What a name that nobody has can sign in with: always the same, and nothing that a user of the pool could not
 * have. Which ones, but for a password where no other is allowed, is drawn from the name.
 */
export function simulateFactors(
  pool: Pool,
  name: string,
  { keyring }: { keyring: Keyring },
  hasRelyingParty: boolean,
): FirstFactor[] {
  const bytes = draw(pool, 'factors', name, keyring)
  const others: FirstFactor[] = [
    ...codeFactors(pool.document),
    ...(hasRelyingParty && allowsPasskeys(pool.document) ? (['WEB_AUTHN'] as const) : []),
  ].filter((_, index) => (bytes[index] ?? 0) % 2 === 0)
  // Most people have a password also where they need none.
  const isPasswordless = others.length > 0 && (bytes[8] ?? 0) % 4 === 0
  if (isPasswordless) return others
  return pool.passwordStorage === 'srp'
    ? ['PASSWORD', 'PASSWORD_SRP', ...others]
    : ['PASSWORD', ...others]
}

/** How many bytes the ids of passkeys have, and how they are reached: as common authenticators make them. */
const PASSKEY_SHAPES = [
  [16, ['hybrid', 'internal']],
  [16, ['internal']],
  [20, ['hybrid', 'internal']],
  [20, ['internal']],
  [32, ['hybrid', 'internal']],
  [32, ['internal']],
  [48, ['nfc', 'usb']],
  [64, ['usb']],
] as const

/** The passkey that a name that nobody has is said to have: always the same, of a shape drawn from the name. */
export function simulatePasskey(
  pool: Pool,
  name: string,
  { keyring }: { keyring: Keyring },
): Pick<Passkey, 'id' | 'transports'> {
  const [choice = 0] = draw(pool, 'passkey shape', name, keyring)
  const [length, transports] = PASSKEY_SHAPES[choice % PASSKEY_SHAPES.length] ?? PASSKEY_SHAPES[0]
  const halves = [0, 1].map((index) => draw(pool, `passkey ${index}`, name, keyring))
  return { id: Buffer.concat(halves).subarray(0, length).toString('base64url'), transports }
}

/**
 * Where a code for a name that nobody has is said to go: to the name, if it is an address that gets codes;
 * else to an address that is always the same for the name.
 *
 * @param channels the attributes that codes of this kind go to, the preferred one first.
 */
export function simulateAddress(
  pool: Pool,
  name: string,
  { keyring }: { keyring: Keyring },
  channels: readonly Destination['attribute'][] = confirmationChannels(pool),
): Destination | undefined {
  const typed = readAddress(name, pool.document)
  if (typed && channels.includes(typed.attribute)) return typed
  const [attribute] = channels
  if (!attribute) return undefined
  const bytes = draw(pool, 'address', name, keyring)
  const letter = (index: number) => String.fromCharCode(97 + ((bytes[index] ?? 0) % 26))
  const length = SHORTEST_NUMBER + ((bytes[31] ?? 0) % NUMBER_LENGTHS)
  const digits = [...bytes.subarray(2, 2 + length)].map((byte) => byte % 10).join('')
  const value = attribute === 'email' ? `${letter(0)}@${letter(1)}.example` : `+${digits}`
  return { attribute, value }
}
