import type { DeviceSecretVerifierConfigType } from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../api/errors.ts'
import type { Keyring } from '../ports/keyring.ts'
import type { Device, DeviceStatus } from '../records/device.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { type DeviceSecret, readDeviceSecret } from '../rules/device-secret.ts'
import {
  asksBeforeRemembering,
  firstStatus,
  provesSecondFactor,
  tracksDevices,
} from '../rules/devices.ts'
import type { Repositories } from '../store/repositories.ts'
import type { Services } from '../store/services.ts'
import type { SignedIn } from '../tokens/access-token.ts'

const PURPOSE = 'device'
const GROUP_KEY_LENGTH = 8
const MOST_DEVICES_A_USER = 100

/**
 * What a sign-in on a new device is told, where the pool tracks them. Shapes as Cognito's: `us-east-1_<uuid>` and
 * `-xxxxxxxx`.
 */
export function newDevice(
  pool: Pool,
  { random, keyring }: Pick<Services, 'random' | 'keyring'>,
): { DeviceKey: string; DeviceGroupKey: string } | undefined {
  if (!tracksDevices(pool.document)) return undefined
  const DeviceKey = `${pool.id.slice(0, pool.id.indexOf('_'))}_${random.uuid()}`
  return { DeviceKey, DeviceGroupKey: groupKeyOf(DeviceKey, keyring) }
}

/** Made from the key, so that nothing is written of a device before it is confirmed. */
const groupKeyOf = (deviceKey: string, keyring: Keyring): string =>
  `-${keyring.digest('device group', deviceKey).slice(0, GROUP_KEY_LENGTH)}`

/**
 * Keeps the device that this session was opened on. Its key is the one that the sign-in was told, and no other:
 * a key of somebody else, one that was made up, or that was forgotten since, is refused. A user has a hundred devices
 * at most: the one that was proven longest ago is forgotten for the next.
 *
 * @returns whether the user is to be asked before the device is remembered.
 * @throws InvalidParameterException, DeviceKeyExistsException when it was confirmed before.
 */
export async function confirmDevice(
  { pool, user, session }: SignedIn,
  given: {
    key: string
    name: string | undefined
    config: DeviceSecretVerifierConfigType | undefined
    address: string | undefined
  },
  { write, clock, keyring }: Services,
): Promise<boolean> {
  const { key, name, config, address } = given
  if (key !== session.deviceKey) throw invalidKey()
  const secret = readDeviceSecret(config ?? {})
  if (!secret) throw invalid('Invalid device secret verifier config given.')
  const now = clock.now()
  const device: Device = {
    key,
    userId: user.id,
    groupKey: groupKeyOf(key, keyring),
    name,
    sealedSecret: sealSecret(key, secret, keyring),
    status: firstStatus(pool.document),
    isTrusted: provesSecondFactor(session.proven),
    lastAddress: address,
    createdAt: now,
    modifiedAt: now,
    authenticatedAt: now,
  }
  await write(async (repositories) => {
    const { users, sessions, devices } = repositories
    await users.forChange(user.id) // one after another: a device that is being forgotten does not come back
    if ((await sessions.byId(session.id))?.deviceKey !== key) throw invalidKey()
    if (!(await devices.insert(device))) throw alreadyConfirmed()
    for (const oldest of await devices.beyond(user.id, MOST_DEVICES_A_USER)) {
      await drop({ key: oldest, userId: user.id }, repositories)
    }
  })
  return asksBeforeRemembering(pool.document)
}

/** The longer of the two parts, the verifier, has 384 bytes always. */
function sealSecret(key: string, { salt, verifier }: DeviceSecret, keyring: Keyring): string {
  return keyring.seal(PURPOSE, Buffer.concat([verifier, salt]), key)
}

/** What proves a device. */
export function openDeviceSecret({ key, sealedSecret }: Device, keyring: Keyring): DeviceSecret {
  const bytes = keyring.open(PURPOSE, sealedSecret, key)
  if (!bytes) throw new Error(`the secret of device ${key} was sealed under another master key`)
  return { verifier: bytes.subarray(0, VERIFIER_BYTES), salt: bytes.subarray(VERIFIER_BYTES) }
}

const VERIFIER_BYTES = 384

/** A device of a user. @throws ResourceNotFoundException. */
export async function requireDevice(
  { id: userId }: Pick<User, 'id'>,
  key: string,
  { devices }: Pick<Services, 'devices'>,
): Promise<Device> {
  const device = await devices.find({ key, userId })
  if (device) return device
  throw deviceNotFound()
}

/** @throws ResourceNotFoundException. */
export async function setDeviceStatus(
  { id: userId }: Pick<User, 'id'>,
  { key, status = 'not_remembered' }: { key: string; status: DeviceStatus | undefined },
  { write, clock }: Services,
): Promise<void> {
  const isThere = await write(({ devices }) =>
    devices.setStatus({ key, userId }, status, clock.now()),
  )
  if (!isThere) throw deviceNotFound()
}

/**
 * Forgets a device: it proves nothing from now on, and the sessions that were opened on it cannot confirm it again.
 *
 * @throws ResourceNotFoundException.
 */
export async function forgetDevice(
  { id: userId }: Pick<User, 'id'>,
  key: string,
  { write }: Services,
): Promise<void> {
  const isForgotten = await write(async (repositories) => {
    await repositories.users.forChange(userId)
    return await drop({ key, userId }, repositories)
  })
  if (!isForgotten) throw deviceNotFound()
}

/** Removes a device and takes it from its sessions. False when the user has no such device. */
async function drop(
  device: Pick<Device, 'key' | 'userId'>,
  { devices, sessions }: Pick<Repositories, 'devices' | 'sessions'>,
): Promise<boolean> {
  if (!(await devices.remove(device))) return false
  await sessions.leaveDevice(device)
  return true
}

/** Amplify and amazon-cognito-identity-js drop what they know of the device on this text, and begin anew. */
export const deviceNotFound = (): ServiceError =>
  new ServiceError('ResourceNotFoundException', 'Device does not exist.')

const alreadyConfirmed = () =>
  new ServiceError('DeviceKeyExistsException', 'Device is already confirmed.')

const invalidKey = () => invalid('Invalid device key given.')

const invalid = (message: string) => new ServiceError('InvalidParameterException', message)
