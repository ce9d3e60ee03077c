import type { AuthCore } from '../core/core.ts'
import { AuthError } from '../core/errors.ts'
import { forgetLocally } from '../session/devices.ts'
import type { Device } from '../wire/operations.ts'
import { callUserPool } from '../wire/user-pool.ts'
import { requireTokens } from './session.ts'

/** As many as the service lists at once. */
const MOST_AT_ONCE = 60

export interface AuthDevice {
  readonly id: string
  readonly name: string | undefined
  readonly attributes: Readonly<Record<string, string>>
  readonly createDate: Date | undefined
  readonly lastModifiedDate: Date | undefined
  readonly lastAuthenticatedDate: Date | undefined
}

/**
 * Remembers this device: from now on it stands for the second factor.
 *
 * @throws DeviceMetadataNotFoundException where the pool does not track devices,
 * UserUnAuthenticatedException, or the service's error; so do all functions of this file.
 */
export async function rememberDevice(core: AuthCore): Promise<void> {
  const { accessToken, deviceKey } = await requireTokens(core)
  await callUserPool(core, 'UpdateDeviceStatus', {
    AccessToken: accessToken,
    DeviceKey: requireDevice(deviceKey),
    DeviceRememberedStatus: 'remembered',
  })
}

/** Forgets a device: this one, unless another is named. */
export async function forgetDevice(
  core: AuthCore,
  input: { readonly device?: { readonly id: string } } = {},
): Promise<void> {
  const { accessToken, deviceKey } = await requireTokens(core)
  const DeviceKey = input.device?.id ?? requireDevice(deviceKey)
  await callUserPool(core, 'ForgetDevice', { AccessToken: accessToken, DeviceKey })
  await forgetLocally(core, DeviceKey)
}

/** The devices that whoever is signed in uses. */
export async function fetchDevices(core: AuthCore): Promise<AuthDevice[]> {
  const { accessToken } = await requireTokens(core)
  const { Devices = [] } = await callUserPool(core, 'ListDevices', {
    AccessToken: accessToken,
    Limit: MOST_AT_ONCE,
  })
  return Devices.map(describeDevice)
}

function describeDevice(device: Device): AuthDevice {
  const { DeviceKey = '', DeviceAttributes = [] } = device
  const attributes = Object.fromEntries(
    DeviceAttributes.map(({ Name, Value = '' }) => [Name, Value]),
  )
  return {
    id: DeviceKey,
    name: attributes.device_name,
    attributes,
    createDate: dateOf(device.DeviceCreateDate),
    lastModifiedDate: dateOf(device.DeviceLastModifiedDate),
    lastAuthenticatedDate: dateOf(device.DeviceLastAuthenticatedDate),
  }
}

/** @param seconds since 1970, as the service writes times. */
export const dateOf = (seconds: number | undefined): Date | undefined =>
  seconds === undefined ? undefined : new Date(seconds * 1000)

function requireDevice(deviceKey: string | undefined): string {
  if (deviceKey) return deviceKey
  throw new AuthError('DeviceMetadataNotFoundException', 'This device is not known to the pool.', {
    recoverySuggestion: 'Turn device tracking on in the user pool, and sign in again.',
  })
}
