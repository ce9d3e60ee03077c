/** Proving a device in the place of a second factor, and making a device known. */
import { AuthError, nameOf } from '../core/errors.ts'
import {
  type DeviceMetadata,
  deviceOf,
  forgetLocally,
  rememberLocally,
} from '../session/devices.ts'
import { drawDeviceSecret } from '../srp/device.ts'
import { drawKeys, prove } from '../srp/srp.ts'
import type { AuthAnswer, AuthenticationResult } from '../wire/operations.ts'
import { callUserPool } from '../wire/user-pool.ts'
import { type Conversation, respond } from './conversation.ts'

/** The service did not take this device's proof; it is forgotten, and signing in anew goes without it. */
export const DEVICE_REFUSED = 'DeviceRefused'

/** Answers DEVICE_SRP_AUTH and the challenge that follows it. */
export async function proveDevice(talk: Conversation, asked: AuthAnswer): Promise<AuthAnswer> {
  const device = await deviceOf(talk.core, talk.username)
  if (!device) {
    throw new AuthError('DeviceMetadataNotFoundException', 'Forgotten meanwhile: sign in again.')
  }
  try {
    return await answerDevice(talk, device, asked.Session)
  } catch (error) {
    if (!/^(ResourceNotFound|NotAuthorized)Exception$/.test(nameOf(error))) throw error
    await forgetLocally(talk.core, device.deviceKey)
    throw new AuthError(DEVICE_REFUSED, 'The service refused this device.', {
      underlyingError: error,
    })
  }
}

async function answerDevice(
  talk: Conversation,
  { deviceKey, deviceGroupKey, randomPassword }: DeviceMetadata,
  session: string | undefined,
): Promise<AuthAnswer> {
  const keys = drawKeys()
  const opened = { SRP_A: keys.open.toString(16), DEVICE_KEY: deviceKey }
  const asked = await respond(talk, 'DEVICE_SRP_AUTH', opened, session)
  const { SALT = '', SRP_B = '', SECRET_BLOCK = '' } = asked.ChallengeParameters ?? {}
  const { signature, timestamp } = await prove(keys, {
    group: deviceGroupKey,
    user: deviceKey,
    password: randomPassword,
    salt: SALT,
    serverKey: SRP_B,
    secretBlock: SECRET_BLOCK,
  })
  return await respond(
    talk,
    'DEVICE_PASSWORD_VERIFIER',
    {
      PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
      TIMESTAMP: timestamp,
      PASSWORD_CLAIM_SIGNATURE: signature,
      DEVICE_KEY: deviceKey,
    },
    asked.Session,
  )
}

/**
 * Makes a new device known, if the service tracks devices. Answers its key. One that could not be made
 * known keeps nobody from signing in.
 */
export async function confirmNewDevice(
  { core, username, signInDetails }: Conversation,
  { AccessToken = '', NewDeviceMetadata }: AuthenticationResult,
): Promise<string | undefined> {
  if (!NewDeviceMetadata) return undefined
  const { DeviceKey, DeviceGroupKey } = NewDeviceMetadata
  try {
    const { password, verifier } = await drawDeviceSecret(DeviceGroupKey, DeviceKey)
    await callUserPool(core, 'ConfirmDevice', {
      AccessToken,
      DeviceKey,
      DeviceName: globalThis.navigator?.userAgent ?? 'unknown',
      DeviceSecretVerifierConfig: verifier,
    })
    const device = {
      deviceKey: DeviceKey,
      deviceGroupKey: DeviceGroupKey,
      randomPassword: password,
    }
    await rememberLocally(core, [username, signInDetails.loginId], device)
    return DeviceKey
  } catch {
    return undefined
  }
}
