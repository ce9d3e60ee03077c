import type { DeviceType } from '@aws-sdk/client-cognito-identity-provider'
import type { Device } from '../../records/device.ts'

/** A device as GetDevice returns it, with the attributes that Cognito's examples show. */
export function describeDevice(device: Device): DeviceType {
  const attributes = {
    device_status: 'valid',
    device_name: device.name,
    last_ip_used: device.lastAddress,
    'dev:device_remembered_status': device.status,
  }
  const DeviceAttributes = Object.entries(attributes).flatMap(([Name, Value]) =>
    Value === undefined ? [] : [{ Name, Value }],
  )
  return {
    DeviceKey: device.key,
    DeviceAttributes,
    DeviceCreateDate: new Date(device.createdAt),
    DeviceLastModifiedDate: new Date(device.modifiedAt),
    DeviceLastAuthenticatedDate: new Date(device.authenticatedAt),
  }
}
