import type {
  AuthFlowType,
  CreateUserPoolClientRequest,
  UpdateUserPoolClientRequest,
} from '@aws-sdk/client-cognito-identity-provider'
import type { ClientDocument } from '../records/client.ts'
import type { PoolDocument } from '../records/pool.ts'
import type { MfaConfig } from './mfa.ts'
import { type PoolSessionConfig, tracksSessions } from './session-config.ts'
import { type Refusal, refused } from './verdict.ts'

/**
 * What the cheapest tier is without, beside what stands in a pool's own document (see pool-settings.ts).
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html
 */
type Features<Subject> = Readonly<Record<string, (subject: Subject) => boolean>>

const CHOICE = 'Choice-Based Sign-In'

type ClientSettings = Pick<
  CreateUserPoolClientRequest | UpdateUserPoolClientRequest,
  'ExplicitAuthFlows' | 'RefreshTokenRotation'
>

const OF_CLIENTS: Features<ClientSettings> = {
  'Refresh Token Rotation': (client) => client.RefreshTokenRotation?.Feature === 'ENABLED',
  [CHOICE]: (client) => client.ExplicitAuthFlows?.includes('ALLOW_USER_AUTH') ?? false,
}

/** "Your user pool must be in the Essentials tier or higher" (EmailMfaConfigType, WebAuthnConfigurationType). */
const OF_MFA: Features<MfaConfig> = {
  'Email MFA': (config) => config.EmailMfaConfiguration !== undefined,
  Passkeys: (config) => config.WebAuthnConfiguration !== undefined,
}

const OF_SESSIONS: Features<PoolSessionConfig> = { 'User Session Tracking': tracksSessions }

type Pool = Pick<PoolDocument, 'UserPoolTier'>

/** Whether a pool's tier has what a client of it is to do. */
export const checkClientTier = (client: ClientSettings, pool: Pool): Refusal | undefined =>
  inTier(pool, used(OF_CLIENTS, client))

/** Whether a pool's tier has the factors that it is to offer. */
export const checkMfaTier = (config: MfaConfig, pool: Pool): Refusal | undefined =>
  inTier(pool, used(OF_MFA, config))

/** Whether a pool's tier has sessions to set anything of. */
export const checkSessionTier = (pool: Pool): Refusal | undefined =>
  inTier(pool, Object.keys(OF_SESSIONS))

/** Whether a pool's tier has a flow, whatever its clients allow. */
export const checkFlowTier = (flow: AuthFlowType, pool: Pool): Refusal | undefined =>
  inTier(pool, flow === 'USER_AUTH' ? [CHOICE] : [])

/** What stands beside a pool's own document. */
export interface InUse {
  readonly factors: MfaConfig
  readonly sessions: PoolSessionConfig
  readonly clients: readonly ClientDocument[]
}

/**
 * Whether a pool may be of a tier: not of one without what is in use. What Cognito names to turn off first is in
 * https://docs.aws.amazon.com/cognito/latest/developerguide/feature-plans-deactivate.html; the wording is ours.
 */
export function checkTierChange(
  { UserPoolTier }: Pool,
  { factors, sessions, clients }: InUse,
): Refusal | undefined {
  if (UserPoolTier !== 'LITE') return undefined
  const features = new Set([
    ...used(OF_MFA, factors),
    ...used(OF_SESSIONS, sessions),
    ...clients.flatMap((client) => used(OF_CLIENTS, client)),
  ])
  if (features.size === 0) return undefined
  const message = `The LITE tier is without what the user pool uses. Turn off first: ${[...features].join(', ')}`
  return refused('TierChangeNotAllowedException', message).refusal
}

const used = <Subject>(features: Features<Subject>, subject: Subject): string[] =>
  Object.entries(features).flatMap(([name, isUsed]) => (isUsed(subject) ? [name] : []))

const inTier = ({ UserPoolTier }: Pool, features: readonly string[]): Refusal | undefined =>
  UserPoolTier === 'LITE' ? refuseInLite(features) : undefined

/** How Cognito refuses features that a pool of the cheapest tier does not have. */
export function refuseInLite(features: readonly string[]): Refusal | undefined {
  if (features.length === 0) return undefined
  const message = `The following features need to be disabled for the LITE pricing tier configured: ${features.join(', ')}`
  return refused('FeatureUnavailableInTierException', message).refusal
}
