import type {
  ClientSSOSessionConfigType,
  UserPoolTokenSessionConfigType,
  UserSessionTrackingType,
} from '@aws-sdk/client-cognito-identity-provider'
import type { PoolDocument } from '../records/pool.ts'
import { refuseInLite } from './pool-settings.ts'
import { type Refusal, refused } from './verdict.ts'

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

/** Whether a pool's tier has sessions to set anything of. */
export const checkSessionTier = ({ UserPoolTier }: PoolDocument): Refusal | undefined =>
  UserPoolTier === 'LITE' ? refuseInLite(['User Session Tracking']) : undefined

/** Whether a pool may go to a tier: not to one without sessions while it tracks them. */
export function checkTierOfTracking(
  tier: PoolDocument['UserPoolTier'],
  config: PoolSessionConfig,
): Refusal | undefined {
  if (tier !== 'LITE' || !tracksSessions(config)) return undefined
  const message =
    'The LITE tier has no user session tracking: disable it with SetUserPoolSessionConfiguration first.'
  return refused('TierChangeNotAllowedException', message).refusal
}
