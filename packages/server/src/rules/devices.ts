import type { Device, DeviceStatus } from '../records/device.ts'
import type { PoolDocument } from '../records/pool.ts'
import type { Factor } from '../records/session.ts'
import { PROVES } from './acr.ts'

type Settings = Pick<PoolDocument, 'DeviceConfiguration'>

/** Whether a pool gives new devices a key to be recognised by. */
export const tracksDevices = ({ DeviceConfiguration }: Settings): boolean =>
  DeviceConfiguration !== undefined

/**
 * Whether a device that proved itself stands for the second factor: only one that is remembered, on which such a
 * factor was proven once, and only where the pool says that new devices alone are challenged
 * (DeviceConfigurationType).
 */
export const replacesSecondFactor = (
  { DeviceConfiguration }: Settings,
  { status, isTrusted }: Pick<Device, 'status' | 'isTrusted'>,
): boolean =>
  DeviceConfiguration?.ChallengeRequiredOnNewDevice === true && status === 'remembered' && isTrusted

const SECOND_FACTORS: readonly Factor[] = Object.values(PROVES)

/**
 * Whether a sign-in proved a second factor, so that its device may stand for one later: whoever knew no more than
 * the password before there was a second factor must not have its place taken by their device. What a function
 * judged is none: we know nothing of it.
 */
export const provesSecondFactor = (proven: readonly Factor[]): boolean => {
  const [first, ...others] = proven
  const isSecond = (factor: Factor) => factor !== first && SECOND_FACTORS.includes(factor)
  return proven.includes('mfa') || others.some(isSecond)
}

/** Whether the user is asked before a device is remembered. */
export const asksBeforeRemembering = ({ DeviceConfiguration }: Settings): boolean =>
  DeviceConfiguration?.DeviceOnlyRememberedOnUserPrompt === true

/** What a device is when it was just confirmed: remembered, unless the user is asked first. */
export const firstStatus = (settings: Settings): DeviceStatus =>
  asksBeforeRemembering(settings) ? 'not_remembered' : 'remembered'
