/** A device that somebody confirmed: what proves it, and whether it counts as a second factor. */
export interface Device {
  /** As Cognito's: `<region>_<uuid>`. The user name in its SRP. */
  readonly key: string
  readonly userId: string
  /** The pool name in its SRP. */
  readonly groupKey: string
  readonly name: string | undefined
  /** Salt and verifier of the password that the device made up, sealed and bound to the key. */
  readonly sealedSecret: string
  readonly status: DeviceStatus
  /** Whether a second factor was proven on it, in the sign-in that it was confirmed in or in a later one. */
  readonly isTrusted: boolean
  readonly lastAddress: string | undefined
  readonly createdAt: number
  readonly modifiedAt: number
  readonly authenticatedAt: number
}

/** In the words of DeviceRememberedStatusType. */
export type DeviceStatus = 'remembered' | 'not_remembered'
