import { ServiceError } from '../../api/errors.ts'
import { MINUTE_MS } from '../../rules/durations.ts'
import { N, parseHex, serverPublicValue } from '../../rules/srp.ts'
import type { Services } from '../../store/services.ts'
import { checkSecretHash } from '../client-proof.ts'
import { findUser } from '../find-user.ts'
import { openSrpSecret, type SrpSecret } from '../passwords.ts'
import { hidesUsers, simulateSrpSecret, simulateUserId, simulateUsername } from '../unknown-user.ts'
import { beforeSignIn } from './around-sign-in.ts'
import { lockoutSubject, refuseLocked } from './lockout.ts'
import type { Outcome } from './outcome.ts'
import { requireValue, type SignInCall } from './request.ts'
import { sealSecretBlock } from './secret-block.ts'

const SECRET_BYTES = 32

/** USER_SRP_AUTH: answers with the PASSWORD_VERIFIER challenge, for a name that nobody has too. */
export async function startSrp(call: SignInCall, services: Services): Promise<Outcome> {
  const { client, values } = call
  const name = requireValue(call, 'USERNAME')
  const publicValue = requireValue(call, 'SRP_A')
  checkSecretHash(client, values.SECRET_HASH, [name], services.keyring)
  const { ChallengeParameters } = await askForProof(call, { name, publicValue }, services)
  return { answer: { ChallengeName: 'PASSWORD_VERIFIER', ChallengeParameters } }
}

/**
 * The parameters with which a client proves the password of whoever has a name, and what they are for.
 *
 * @param isCustom whether a custom sign-in goes on from there.
 */
export async function askForProof(
  call: SignInCall,
  { name, publicValue, isCustom }: { name: string; publicValue: string; isCustom?: true },
  services: Services,
): Promise<{ id: string; ChallengeParameters: Record<string, string> }> {
  const { pool, client, targets } = call
  const { random, clock } = services
  const A = readPublicValue(publicValue)
  if (pool.passwordStorage !== 'srp') {
    const message = 'SRP is not available in this user pool: its passwords are stored as argon2id.'
    throw new ServiceError('InvalidParameterException', message)
  }
  const user = await findUser(pool, name, services)
  if (!user && !hidesUsers(client)) {
    throw new ServiceError('UserNotFoundException', 'User does not exist.')
  }
  await refuseLocked(lockoutSubject(pool, user, name, services), services)
  if (!isCustom) await beforeSignIn(call, { name, user }, services)
  // The same work for everyone: the time would tell who is made up.
  const stored = await services.passwords.ofUser(user?.id ?? '')
  const simulated = simulateSrpSecret(pool, name, services)
  const secret = (user && stored && openSrpSecret(user, stored, services)) ?? simulated

  const userId = user?.username ?? simulateUsername(pool, name, services)
  const state = {
    id: random.uuid(),
    poolId: pool.id,
    clientId: client.id,
    name,
    userId,
    sub: user?.id ?? simulateUserId(pool, name, services),
    ...beginExchange(A, secret, random),
    ...(isCustom && { isCustom }),
    ...(targets && { targets }),
    expiresAt: clock.now() + (client.document.AuthSessionValidity ?? 3) * MINUTE_MS,
  }
  return { id: state.id, ChallengeParameters: parameters(state, secret, services) }
}

/** Hex, without padding. */
export const saltOnWire = ({ salt }: Pick<SrpSecret, 'salt'>): string =>
  BigInt(`0x${Buffer.from(salt).toString('hex')}`).toString(16)

function parameters(
  state: Parameters<typeof sealSecretBlock>[0],
  secret: SrpSecret,
  { keyring }: Services,
): Record<string, string> {
  return {
    SALT: saltOnWire(secret),
    SECRET_BLOCK: sealSecretBlock(state, keyring),
    SRP_B: state.B,
    USERNAME: state.userId,
    USER_ID_FOR_SRP: state.userId,
  }
}

/** The numbers of a new exchange: the client's public value, our secret and our public value. */
export function beginExchange(
  A: bigint,
  { verifier }: Pick<SrpSecret, 'verifier'>,
  random: Services['random'],
): { A: string; b: string; B: string } {
  const b = BigInt(`0x${Buffer.from(random.bytes(SECRET_BYTES)).toString('hex')}`)
  const B = serverPublicValue({ verifier, b })
  return { A: A.toString(16), b: b.toString(16), B: B.toString(16) }
}

/** RFC 5054 §2.5.4: a multiple of N would make every password right. @throws InvalidParameterException. */
export function readPublicValue(text: string): bigint {
  const A = parseHex(text)
  if (A !== undefined && A % N !== 0n) return A
  throw new ServiceError('InvalidParameterException', 'Invalid SRP_A value')
}
