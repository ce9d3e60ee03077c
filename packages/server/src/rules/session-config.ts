import type {
  ClientSSOSessionConfigType,
  UserPoolTokenSessionConfigType,
  UserSessionTrackingType,
} from '@aws-sdk/client-cognito-identity-provider'

/** What SetUserPoolSessionConfiguration sets. */
export interface PoolSessionConfig {
  readonly UserSessionTracking: UserSessionTrackingType
  readonly TokenSession: UserPoolTokenSessionConfigType
}

/** What SetUserPoolClientSessionConfiguration sets. */
export interface ClientSessionConfig {
  readonly SSOSession: ClientSSOSessionConfigType
}

const DEFAULT_MOST = 20

/** Of a pool that was never told otherwise (API reference of GetUserPoolSessionConfiguration). */
export const DEFAULT_POOL_SESSIONS: PoolSessionConfig = {
  UserSessionTracking: 'DISABLED',
  TokenSession: { MaxPerUser: DEFAULT_MOST },
}

/** The same of a client (API reference of GetUserPoolClientSessionConfiguration). */
export const DEFAULT_CLIENT_SESSIONS: ClientSessionConfig = {
  SSOSession: { MaxValidityMinutes: 60 },
}

/** As many as the API lists at once (API reference of AdminListUserSessions). */
export const SESSIONS_A_PAGE = 125

export const tracksSessions = (config: PoolSessionConfig): boolean =>
  config.UserSessionTracking === 'ENABLED'

/** How many sessions a user may have open at once, across the pool's clients. */
export const mostSessions = ({ TokenSession }: PoolSessionConfig): number =>
  TokenSession.MaxPerUser ?? DEFAULT_MOST
