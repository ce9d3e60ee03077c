import { toBase64Url, toBytes, toText } from '../../crypto/encoding.ts'
import type { Keyring } from '../../ports/keyring.ts'
import type { Level } from '../../rules/acr.ts'

/** What the server must remember between an SRP challenge and its answer: sealed, and kept by the client. */
export interface SrpState {
  /** Spent by the answer that succeeds, so that it cannot be answered twice. */
  readonly id: string
  readonly poolId: string
  readonly clientId: string
  /** As typed; an answer under it, or under the id below, is for this challenge. */
  readonly name: string
  /** USER_ID_FOR_SRP: the user name that the hash is made from. */
  readonly userId: string
  /** One that nobody has when nobody has this name: left out, it would show in the length of the block. */
  readonly sub: string
  /** Hex: the client's public value, the server's secret and its public value. */
  readonly A: string
  readonly b: string
  readonly B: string
  /** Whether the password is one step of a custom sign-in, and leads to no tokens by itself. */
  readonly isCustom?: true
  /** The levels that the sign-in is to come to one of. */
  readonly targets?: readonly Level[]
  /** Milliseconds. */
  readonly expiresAt: number
}

/** What proves a device: the Session says the rest. */
export type DeviceExchange = Pick<SrpState, 'A' | 'b' | 'B'>

/** The SECRET_BLOCK of a password's proof. */
export const sealSecretBlock = (state: SrpState, keyring: Keyring): string =>
  seal('secret block', state, keyring)

/** The state in such a block, or undefined when it is not one of ours. */
export const openSecretBlock = (block: string, keyring: Keyring): SrpState | undefined =>
  open('secret block', block, keyring)

/** The SECRET_BLOCK of a device's proof, which is none of a password's. */
export const sealDeviceBlock = (exchange: DeviceExchange, keyring: Keyring): string =>
  seal('device secret block', exchange, keyring)

/** The numbers in such a block, or undefined when it is not one of ours. */
export const openDeviceBlock = (block: string, keyring: Keyring): DeviceExchange | undefined =>
  open('device secret block', block, keyring)

/** Opaque to the client, but signed by it. In standard base64, which the clients decode before they hash it. */
function seal(purpose: string, state: object, keyring: Keyring): string {
  const sealed = keyring.seal(purpose, toBytes(JSON.stringify(state)))
  return Buffer.from(sealed, 'base64url').toString('base64')
}

function open<State>(purpose: string, block: string, keyring: Keyring): State | undefined {
  const bytes = Buffer.from(block, 'base64')
  if (bytes.toString('base64') !== block) return undefined
  const plain = keyring.open(purpose, toBase64Url(bytes))
  return plain && JSON.parse(toText(plain))
}
