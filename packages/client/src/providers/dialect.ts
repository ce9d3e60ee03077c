/** How a provider speaks OAuth's device flow: where, in which words. RFC 8628 leaves room, and it is used. */
import type { ProviderLogin } from '../session/provider.ts'

export interface DeviceDialect {
  readonly codeUrl: string
  readonly tokensUrl: string
  readonly scope: string
  readonly code: DialectForm
  readonly token: DialectForm
  readonly refresh: DialectForm
  /** The member of the answer that has the address to go to. */
  readonly verificationMember: string
  /** The status that says "not yet" even where the body is lost on the way. */
  readonly pendingStatus?: number
  /** Who its ID tokens say they are from; absent where it gives none. */
  readonly issuers?: readonly string[]
  readonly login?: ProviderLogin
}

/** A form to post: fields with what is known under their names, and fields that never change. */
export interface DialectForm {
  readonly fields: readonly FormField[]
  readonly constants: Readonly<Record<string, string>>
}

export type FormField =
  | 'client_id'
  | 'client_secret'
  | 'scope'
  | 'user_code'
  | 'device_code'
  | 'refresh_token'

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code'

/** As RFC 8628 has it (sections 3.1 and 3.4), for a client with or without a secret. */
export const STANDARD: Pick<DeviceDialect, 'code' | 'token' | 'refresh' | 'verificationMember'> = {
  code: { fields: ['client_id', 'client_secret', 'scope'], constants: {} },
  token: {
    fields: ['client_id', 'client_secret', 'device_code'],
    constants: { grant_type: DEVICE_GRANT },
  },
  refresh: {
    fields: ['client_id', 'client_secret', 'refresh_token'],
    constants: { grant_type: 'refresh_token' },
  },
  verificationMember: 'verification_uri',
}
