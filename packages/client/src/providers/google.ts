import type { AuthProvider } from '../session/provider.ts'
import { deviceProvider, type EndpointOverrides } from './device-provider.ts'
import { type DeviceDialect, STANDARD } from './dialect.ts'

/** RFC 8628 with a name of its own for the address, and 428 Precondition Required for "not yet". */
const GOOGLE: DeviceDialect = {
  ...STANDARD,
  codeUrl: 'https://oauth2.googleapis.com/device/code',
  tokensUrl: 'https://oauth2.googleapis.com/token',
  // Google answers an ID token, which an identity pool needs, only where openid is asked for.
  scope: 'openid profile',
  code: { fields: ['client_id', 'scope'], constants: {} },
  verificationMember: 'verification_url',
  pendingStatus: 428,
  issuers: ['https://accounts.google.com', 'accounts.google.com'],
  login: { key: 'accounts.google.com', token: 'idToken' },
}

export interface GoogleConfig extends EndpointOverrides {
  /** Of a client of the type "TVs and Limited Input devices". */
  readonly clientId: string
  /** Google wants it at the token endpoint, though a device keeps no secrets. */
  readonly clientSecret?: string | undefined
  /** `openid profile` unless given. */
  readonly scope?: string
}

/** Google, by device flow. */
export const google = (config: GoogleConfig): AuthProvider =>
  deviceProvider('Google', GOOGLE, config)
