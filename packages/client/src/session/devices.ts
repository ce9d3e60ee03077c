/** The devices that this storage is, one for each person who signed in with it. They outlast signing out. */
import { type AuthCore, storageKey } from '../core/core.ts'
import { entryOf } from '../encoding/entry.ts'
import { hasShape, readRecord, type Shape } from '../encoding/record.ts'

export interface DeviceMetadata {
  readonly deviceKey: string
  readonly deviceGroupKey: string
  /** The device's password: it proves the device, and only together with the person's own. */
  readonly randomPassword: string
}

const DEVICE: Shape<DeviceMetadata> = {
  deviceKey: 'string',
  deviceGroupKey: 'string',
  randomPassword: 'string',
}

type Devices = Readonly<Record<string, DeviceMetadata>>

/** The device as it is remembered for someone, by the name they type or by their user name. */
export async function deviceOf(
  core: AuthCore,
  username: string,
): Promise<DeviceMetadata | undefined> {
  return entryOf(await load(core), username)
}

/** Whether a device has not been forgotten here since. */
export const isRemembered = async (
  core: AuthCore,
  deviceKey: string | undefined,
): Promise<boolean> =>
  Object.values(await load(core)).some((device) => device.deviceKey === deviceKey)

/** A browser sends no more than some kilobytes of cookies: past this many names the oldest is a new device again. */
const MOST_NAMES = 20

/** Remembers a device under every name that someone goes by. */
export async function rememberLocally(
  core: AuthCore,
  names: readonly (string | undefined)[],
  device: DeviceMetadata,
): Promise<void> {
  const devices = Object.entries(await load(core)).filter(([name]) => !names.includes(name))
  for (const name of new Set(names)) if (name !== undefined) devices.push([name, device])
  await save(core, Object.fromEntries(devices.slice(-MOST_NAMES)))
}

/** Forgets a device under whatever names it is remembered. */
export async function forgetLocally(core: AuthCore, deviceKey: string): Promise<void> {
  const others = Object.entries(await load(core)).filter(
    ([, device]) => device.deviceKey !== deviceKey,
  )
  await save(core, Object.fromEntries(others))
}

async function load(core: AuthCore): Promise<Devices> {
  const stored = readRecord(await core.storage.getItem(storageKey(core, 'devices')), {}) ?? {}
  return Object.fromEntries(
    Object.entries(stored).filter((entry): entry is [string, DeviceMetadata] =>
      hasShape(entry[1], DEVICE),
    ),
  )
}

async function save(core: AuthCore, devices: Devices): Promise<void> {
  const key = storageKey(core, 'devices')
  if (Object.keys(devices).length === 0) await core.storage.removeItem(key)
  else await core.storage.setItem(key, JSON.stringify(devices))
}
