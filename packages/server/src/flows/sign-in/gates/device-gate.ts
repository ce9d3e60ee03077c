import { replacesSecondFactor, tracksDevices } from '../../../rules/devices.ts'
import type { Services } from '../../../store/services.ts'
import { deviceNotFound } from '../../devices.ts'
import type { Gate, Progress } from '../outcome.ts'
import type { SignInCall } from '../request.ts'
import { sealSession } from '../session.ts'

/**
 * Asks a device whose key the client gives to prove itself. It comes after a first factor: nobody learns of a
 * device who did not prove one. A key that is not of the user's devices is refused, and the client drops it.
 *
 * A device that counts as the second factor is asked before that one would be, every other after it: clients
 * end with this challenge (amazon-cognito-identity-js takes what follows it for tokens).
 */
const gate =
  (
    isAsked: (call: SignInCall, device: Parameters<typeof replacesSecondFactor>[1]) => boolean,
  ): Gate =>
  async (call, progress, services) => {
    const key = call.values.DEVICE_KEY
    if (!key || progress.device !== undefined || !tracksDevices(call.pool.document))
      return undefined
    const device = await services.devices.find({ key, userId: progress.user.id })
    if (!device) return deviceNotFound()
    if (!isAsked(call, device)) return undefined
    return async () => ({
      ChallengeName: 'DEVICE_SRP_AUTH',
      Session: sealSession('DEVICE_SRP_AUTH', call, progress, services, () => ({ device: key })),
      ChallengeParameters: {},
    })
  }

export const deviceInsteadGate = gate(({ pool }, device) =>
  replacesSecondFactor(pool.document, device),
)
export const deviceGate = gate(() => true)

/** Whether the device that was proven in this sign-in stands for the second factor, as things are now. */
export async function isDeviceEnough(
  { pool }: Pick<SignInCall, 'pool'>,
  { user, device: key }: Progress,
  { devices }: Pick<Services, 'devices'>,
): Promise<boolean> {
  const device = key === undefined ? undefined : await devices.find({ key, userId: user.id })
  return device !== undefined && replacesSecondFactor(pool.document, device)
}
