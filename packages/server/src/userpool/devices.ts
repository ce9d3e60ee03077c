import { ServiceError } from '../api/errors.ts'
import { operation } from '../call/operation.ts'
import { confirmDevice, forgetDevice, requireDevice, setDeviceStatus } from '../flows/devices.ts'
import { requireUser } from '../flows/find-user.ts'
import { requireReady } from '../flows/user-status.ts'
import type { User } from '../records/user.ts'
import { describeDevice } from '../rules/shapes/device.ts'
import type { Cursor } from '../store/pools.ts'
import type { Services } from '../store/services.ts'
import { readPage } from '../tokens/page.ts'

const MOST_A_PAGE = 60

export const ConfirmDevice = operation(
  'ConfirmDevice',
  async ({ pool, client, user, session, caller, input, services }) => {
    requireReady(user)
    const { DeviceKey: key, DeviceName: name, DeviceSecretVerifierConfig: config } = input
    const device = { key, name, config, address: caller.address }
    const UserConfirmationNecessary = await confirmDevice(
      { pool, client, user, session },
      device,
      services,
    )
    return { UserConfirmationNecessary }
  },
)

export const GetDevice = operation('GetDevice', async ({ user, input, services }) => ({
  Device: describeDevice(await requireDevice(requireSelf(user), input.DeviceKey, services)),
}))

export const AdminGetDevice = operation('AdminGetDevice', async ({ pool, input, services }) => {
  const user = await requireUser(pool, input.Username, services, ownerNotFound)
  return { Device: describeDevice(await requireDevice(user, input.DeviceKey, services)) }
})

export const ListDevices = operation('ListDevices', async ({ user, input, services }) => {
  requireReady(user)
  return await listDevices(user, input, services)
})

export const AdminListDevices = operation('AdminListDevices', async ({ pool, input, services }) => {
  const user = await requireUser(pool, input.Username, services, ownerNotFound)
  return await listDevices(user, input, services)
})

export const UpdateDeviceStatus = operation(
  'UpdateDeviceStatus',
  async ({ user, input, services }) => {
    requireReady(user)
    const { DeviceKey: key, DeviceRememberedStatus: status } = input
    await setDeviceStatus(user, { key, status }, services)
  },
)

export const AdminUpdateDeviceStatus = operation(
  'AdminUpdateDeviceStatus',
  async ({ pool, input, services }) => {
    const user = await requireUser(pool, input.Username, services)
    const { DeviceKey: key, DeviceRememberedStatus: status } = input
    await setDeviceStatus(user, { key, status }, services)
  },
)

export const ForgetDevice = operation('ForgetDevice', async ({ user, input, services }) =>
  forgetDevice(requireSelf(user), input.DeviceKey, services),
)

export const AdminForgetDevice = operation('AdminForgetDevice', async ({ pool, input, services }) =>
  forgetDevice(await requireUser(pool, input.Username, services), input.DeviceKey, services),
)

async function listDevices(
  user: User,
  { Limit, PaginationToken }: { Limit?: number | undefined; PaginationToken?: string | undefined },
  services: Services,
) {
  const { rows, next } = await readPage(
    { list: ['ListDevices', user.id], limit: Limit || MOST_A_PAGE, token: PaginationToken },
    services,
    (limit, after?: Cursor) => services.devices.list(user.id, limit, after),
    ({ createdAt, key }) => ({ createdAt, id: key }),
  )
  const Devices = rows.map(describeDevice)
  return { Devices, ...(next !== undefined && { PaginationToken: next }) }
}

/** Two operations declare no UserNotFoundException, though their twins do. */
const ownerNotFound = () => new ServiceError('ResourceNotFoundException', 'User does not exist.')

/** Two inputs leave the token optional, though nobody else's device can be meant. */
function requireSelf(user: User | undefined): User {
  if (!user) {
    throw new ServiceError('InvalidParameterException', 'Missing required parameter AccessToken')
  }
  requireReady(user)
  return user
}
