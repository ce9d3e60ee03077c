import type { AuthProvider } from '../session/provider.ts'
import { deviceProvider, type EndpointOverrides } from './device-provider.ts'
import type { DeviceDialect } from './dialect.ts'

/**
 * Code-based linking, as developer.amazon.com describes it for "other platforms": its own grant type, no
 * client at the second step, and an access token that stands for an ID token.
 */
const AMAZON: DeviceDialect = {
  codeUrl: 'https://api.amazon.com/auth/o2/create/codepair',
  tokensUrl: 'https://api.amazon.com/auth/o2/token',
  scope: 'profile',
  code: { fields: ['client_id', 'scope'], constants: { response_type: 'device_code' } },
  token: { fields: ['user_code', 'device_code'], constants: { grant_type: 'device_code' } },
  refresh: {
    fields: ['client_id', 'refresh_token'],
    constants: { grant_type: 'refresh_token' },
  },
  verificationMember: 'verification_uri',
  login: { key: 'www.amazon.com', token: 'accessToken' },
}

export interface LoginWithAmazonConfig extends EndpointOverrides {
  /** `amzn1.application-oa2-client.…`. The identity pool wants the security profile's id instead. */
  readonly clientId: string
  /** `profile` unless given. */
  readonly scope?: string
}

/** Login with Amazon, by device flow. */
export const loginWithAmazon = (config: LoginWithAmazonConfig): AuthProvider =>
  deviceProvider('LoginWithAmazon', AMAZON, config)
