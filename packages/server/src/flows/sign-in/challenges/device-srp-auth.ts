import type { Services } from '../../../store/services.ts'
import { checkSecretHash } from '../../client-proof.ts'
import { openDeviceSecret, requireDevice } from '../../devices.ts'
import type { Outcome } from '../outcome.ts'
import { requireValue, type SignInCall } from '../request.ts'
import { sealDeviceBlock } from '../secret-block.ts'
import { openSession, sealSession, spendSession } from '../session.ts'
import { settleIn } from '../settle.ts'
import { beginExchange, readPublicValue, saltOnWire } from '../start-srp.ts'
import { requireSameDevice } from './device-password-verifier.ts'

/**
 * DEVICE_SRP_AUTH: a device begins to prove that it knows the password it made up when it was confirmed.
 *
 * @throws ResourceNotFoundException when it was forgotten meanwhile.
 */
export async function answerDeviceSrpAuth(call: SignInCall, services: Services): Promise<Outcome> {
  const { client, values } = call
  const { keyring, random } = services
  const name = requireValue(call, 'USERNAME')
  checkSecretHash(client, values.SECRET_HASH, [name], keyring)
  const A = readPublicValue(requireValue(call, 'SRP_A'))
  const { state, user, progress } = await openSession('DEVICE_SRP_AUTH', call, services)
  const key = requireSameDevice(call, state)
  const secret = openDeviceSecret(await requireDevice(user, key, services), keyring)
  const exchange = beginExchange(A, secret, random)
  await settleIn(services, spendSession(state, services), async () => {})

  const block = sealDeviceBlock(exchange, keyring)
  const Session = sealSession('DEVICE_PASSWORD_VERIFIER', call, progress, services, () => ({
    device: key,
    exchange: keyring.digest('device exchange', block),
  }))
  const ChallengeParameters = {
    DEVICE_KEY: key,
    SALT: saltOnWire(secret),
    SECRET_BLOCK: block,
    SRP_B: exchange.B,
    USERNAME: user.username,
  }
  return { answer: { ChallengeName: 'DEVICE_PASSWORD_VERIFIER', Session, ChallengeParameters } }
}
