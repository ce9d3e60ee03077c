import { isEqualSecret } from '../../../crypto/equal.ts'
import type { Device } from '../../../records/device.ts'
import { provesSecondFactor } from '../../../rules/devices.ts'
import { expectedSignature } from '../../../rules/srp.ts'
import type { Services } from '../../../store/services.ts'
import { checkSecretHash } from '../../client-proof.ts'
import { openDeviceSecret, requireDevice } from '../../devices.ts'
import { type Claim, readClaim } from '../claim.ts'
import { countWrongCode, takeGuess } from '../codes/guess-limit.ts'
import { wrongPassword } from '../lockout.ts'
import type { Outcome, Settle } from '../outcome.ts'
import { requireValue, type SignInCall } from '../request.ts'
import { openDeviceBlock } from '../secret-block.ts'
import { invalidSession, openSession, type SessionState, spendSession } from '../session.ts'

/**
 * DEVICE_PASSWORD_VERIFIER: the device's proof, for the exchange that this Session began and no other.
 *
 * @throws ResourceNotFoundException when the device was forgotten meanwhile.
 */
export async function answerDevicePasswordVerifier(
  call: SignInCall,
  services: Services,
): Promise<Outcome> {
  const { pool, client, caller, values } = call
  const claim = readClaim(call)
  const name = requireValue(call, 'USERNAME')
  checkSecretHash(client, values.SECRET_HASH, [name], services.keyring)
  const { state, user, progress } = await openSession('DEVICE_PASSWORD_VERIFIER', call, services)
  const key = requireSameDevice(call, state)
  const device = await requireDevice(user, key, services)
  const limit = await takeGuess(pool, user, state, services, 'device')
  const expected = sign(device, state, claim, services)
  if (!expected || !isEqualSecret(expected, claim.signature)) {
    await countWrongCode(limit, services)
    throw wrongPassword()
  }
  const spend = spendSession(state, services)
  const now = services.clock.now()
  const proof = { now, address: caller.address, isTrusted: provesSecondFactor(state.proven) }
  const settle: Settle = async (repositories) => {
    const failure = await spend(repositories)
    if (failure) return failure
    if (!(await repositories.devices.markProven(device, proof))) return 'spent'
    return (await repositories.attempts.succeed(limit, now)) ? undefined : 'locked'
  }
  const proven = [...state.proven, 'device'] as const
  return { passed: { ...progress, proven, device: key }, settle }
}

/** The device that a Session is for, if an answer names no other. @throws NotAuthorizedException. */
export function requireSameDevice(call: SignInCall, { device }: SessionState): string {
  if (device === undefined || requireValue(call, 'DEVICE_KEY') !== device) throw invalidSession()
  return device
}

/** The signature that the device makes. @throws NotAuthorizedException for a block of another exchange. */
function sign(
  device: Device,
  { exchange }: SessionState,
  { block, timestamp }: Claim,
  { keyring }: Services,
): Uint8Array | undefined {
  const isOfSession = isEqualSecret(exchange ?? '', keyring.digest('device exchange', block))
  const numbers = isOfSession ? openDeviceBlock(block, keyring) : undefined
  if (!numbers) throw invalidSession()
  const answer = expectedSignature({
    poolName: device.groupKey,
    userId: device.key,
    A: BigInt(`0x${numbers.A}`),
    b: BigInt(`0x${numbers.b}`),
    B: BigInt(`0x${numbers.B}`),
    verifier: openDeviceSecret(device, keyring).verifier,
    secretBlock: Buffer.from(block, 'base64'),
    timestamp,
  })
  return answer.kind === 'signature' ? answer.signature : undefined
}
