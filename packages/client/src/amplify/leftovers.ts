/** What Amplify (v6) keeps of people in a storage, under their names. */
import type { AuthCore } from '../core/core.ts'
import { type DeviceMetadata, deviceOf, rememberLocally } from '../session/devices.ts'

export const DEVICE_NAMES = ['deviceKey', 'deviceGroupKey', 'randomPasswordKey'] as const

export const NAMES = [
  'accessToken',
  'idToken',
  'refreshToken',
  'signInDetails',
  'clockDrift',
  ...DEVICE_NAMES,
] as const

/** What there is of somebody. */
export type Items = Readonly<Partial<Record<(typeof NAMES)[number], string>>>

export const prefixOf = ({ config }: AuthCore): string =>
  `CognitoIdentityServiceProvider.${config.userPoolClientId}`

export async function readItems(core: AuthCore, username: string): Promise<Items> {
  const items: Partial<Record<string, string>> = {}
  for (const name of NAMES) {
    const value = await core.storage.getItem(keyOf(core, username, name))
    if (value) items[name] = value
  }
  return items
}

export async function removeItems(
  core: AuthCore,
  username: string,
  names: readonly string[],
): Promise<void> {
  for (const name of names) await core.storage.removeItem(keyOf(core, username, name))
}

/** Remembers the device that Amplify remembered for somebody, under all of their names. One of ours stays. */
export async function rememberDevice(
  core: AuthCore,
  names: readonly [username: string, typed?: string | undefined],
  { deviceKey, deviceGroupKey, randomPasswordKey: randomPassword }: Items,
): Promise<void> {
  if (!deviceKey || !deviceGroupKey || !randomPassword || (await deviceOf(core, names[0]))) return
  const device: DeviceMetadata = { deviceKey, deviceGroupKey, randomPassword }
  await rememberLocally(core, names, device)
}

const keyOf = (core: AuthCore, username: string, name: string): string =>
  `${prefixOf(core)}.${username}.${name}`
