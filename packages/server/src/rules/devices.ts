import type { Device, DeviceStatus } from '../records/device.ts'
import type { PoolDocument } from '../records/pool.ts'

type Settings = Pick<PoolDocument, 'DeviceConfiguration'>

/** Whether a pool gives new devices a key to be recognised by. */
export const tracksDevices = ({ DeviceConfiguration }: Settings): boolean =>
  DeviceConfiguration !== undefined

/**
 * Whether a device that proved itself stands for the second factor: only one that is remembered, and only where
 * the pool says that new devices alone are challenged (DeviceConfigurationType).
 */
export const replacesSecondFactor = (
  { DeviceConfiguration }: Settings,
  { status }: Pick<Device, 'status'>,
): boolean => DeviceConfiguration?.ChallengeRequiredOnNewDevice === true && status === 'remembered'

/** Whether the user is asked before a device is remembered. */
export const asksBeforeRemembering = ({ DeviceConfiguration }: Settings): boolean =>
  DeviceConfiguration?.DeviceOnlyRememberedOnUserPrompt === true

/** What a device is when it was just confirmed: remembered, unless the user is asked first. */
export const firstStatus = (settings: Settings): DeviceStatus =>
  asksBeforeRemembering(settings) ? 'not_remembered' : 'remembered'
