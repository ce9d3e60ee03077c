import { toBytes, toText } from '../crypto/encoding.ts'
import type { User } from '../records/user.ts'
import { MINUTE_MS } from '../rules/durations.ts'
import type { Services } from '../store/services.ts'

const PURPOSE = 'passkey registration'
const LIFE_MS = 5 * MINUTE_MS

/** What a registration was started as; used once. */
interface Registration {
  readonly id: string
  readonly clientId: string
  readonly partyId: string
  /** Milliseconds. */
  readonly expiresAt: number
}

/**
 * What a new passkey signs. It is the state of the registration itself, sealed and bound to its user: the
 * operations that start and complete one have no Session between them.
 */
export function sealRegistration(
  { user, ...of }: Pick<Registration, 'clientId' | 'partyId'> & { user: Pick<User, 'id'> },
  { keyring, random, clock }: Services,
): string {
  const state: Registration = { id: random.uuid(), ...of, expiresAt: clock.now() + LIFE_MS }
  return keyring.seal(PURPOSE, toBytes(JSON.stringify(state)), user.id)
}

/** The registration that a challenge is of, or undefined when it is not one of this user's, or has expired. */
export function openRegistration(
  challenge: string,
  user: Pick<User, 'id'>,
  { keyring, clock }: Services,
): Registration | undefined {
  const plain = keyring.open(PURPOSE, challenge, user.id)
  const state: Registration | undefined = plain && JSON.parse(toText(plain))
  return state && clock.now() < state.expiresAt ? state : undefined
}
