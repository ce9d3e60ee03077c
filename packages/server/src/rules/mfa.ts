import type { GetUserPoolMfaConfigResponse } from '@aws-sdk/client-cognito-identity-provider'
import type { MfaFactor, MfaSettings } from '../records/mfa.ts'
import type { PoolDocument } from '../records/pool.ts'
import type { Factor } from '../records/session.ts'
import type { User } from '../records/user.ts'
import { PROVES } from './acr.ts'
import { granted, type Refusal, refused, type Verdict } from './verdict.ts'

/** What a pool asks beside a password, in the API's own shape. */
export type MfaConfig = Pick<
  GetUserPoolMfaConfigResponse,
  | 'MfaConfiguration'
  | 'SmsMfaConfiguration'
  | 'SoftwareTokenMfaConfiguration'
  | 'EmailMfaConfiguration'
  | 'WebAuthnConfiguration'
>

/**
 * What a pool asks, from its own document and from what SetUserPoolMfaConfig set. A pool with an SMS
 * configuration offers SMS, as Cognito has it; what is said of SMS stands in the pool's document.
 */
export function effectiveMfa(pool: PoolDocument, factors: MfaConfig): MfaConfig {
  const { MfaConfiguration = 'OFF', SmsConfiguration, SmsAuthenticationMessage } = pool
  const offersSms = factors.SmsMfaConfiguration !== undefined || SmsConfiguration !== undefined
  const sms = {
    ...(SmsAuthenticationMessage !== undefined && { SmsAuthenticationMessage }),
    ...(SmsConfiguration !== undefined && { SmsConfiguration }),
  }
  return { ...factors, MfaConfiguration, ...(offersSms && { SmsMfaConfiguration: sms }) }
}

const invalid = (message: string): Refusal => refused('InvalidParameterException', message).refusal

/**
 * Whether SetUserPoolMfaConfig can be done. Cognito looks at which factors are named, not at whether they are
 * enabled, and passkeys are none of them (answers of the service of August 2026, as tests of floci and cdkd
 * record them). A pool that may send SMS cannot leave it out: it would be offered all the same
 * (https://github.com/aws-amplify/amplify-backend/issues/1481).
 *
 * Nor is it held against AccountRecoverySetting. The API reference says of that setting whose channel does not
 * qualify when a password is reset (see recovery.ts), and of SetUserPoolMfaConfig nothing; reports differ on
 * whether a pool can have one channel for both (no: hashicorp/terraform-provider-aws issue 41049; yes, and the
 * reset is refused: aws/aws-sdk-js-v3 issue 7401).
 */
export function checkMfaConfig(config: MfaConfig, pool: PoolDocument): Refusal | undefined {
  const isOff = (config.MfaConfiguration ?? 'OFF') === 'OFF'
  const { SmsMfaConfiguration, SoftwareTokenMfaConfiguration, EmailMfaConfiguration } = config
  const named = SmsMfaConfiguration ?? SoftwareTokenMfaConfiguration ?? EmailMfaConfiguration
  if (isOff && named) {
    return invalid(
      "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
    )
  }
  if (isOff) return undefined
  if (!named) {
    return invalid(
      'Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.',
    )
  }
  if (SmsMfaConfiguration || !pool.SmsConfiguration) return undefined
  return invalid("Can't turn off SMS_MFA when SMS configuration is set for the user pool")
}

/**
 * Whether CreateUserPool or UpdateUserPool can leave a pool with the mode they name: one that asks for factors
 * has some. Only SetUserPoolMfaConfig makes them required later; UpdateUserPool keeps them so
 * (https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1176).
 *
 * @param current the pool as it is; undefined for one that is made.
 */
export function checkMfaMode(
  asked: PoolDocument,
  factors: MfaConfig,
  current: PoolDocument | undefined,
): Refusal | undefined {
  const { MfaConfiguration: mode = 'OFF' } = asked
  if (mode === 'OFF') return undefined
  if (offeredFactors(effectiveMfa(asked, factors)).length === 0) {
    return invalid(
      'SMS configuration and Auto verification for phone_number are required when MFA is required/optional',
    )
  }
  if (mode === 'OPTIONAL' || !current || current.MfaConfiguration === 'ON') return undefined
  return invalid('Cannot turn MFA functionality ON, once the user pool has been created.')
}

/** What comes between a proven password and the tokens. */
export type MfaVerdict =
  | { readonly kind: 'none' }
  | { readonly kind: 'ask'; readonly factor: MfaFactor }
  | { readonly kind: 'select'; readonly factors: readonly MfaFactor[] }
  | { readonly kind: 'set-up'; readonly factors: readonly MfaFactor[] }
  /** All that there is to ask for was the first factor. */
  | { readonly kind: 'unable' }

const FACTORS: readonly MfaFactor[] = ['SMS_MFA', 'SOFTWARE_TOKEN_MFA', 'EMAIL_OTP']

/** Whether a pool offers a factor. */
const OFFERS: Readonly<Record<MfaFactor, (config: MfaConfig) => boolean>> = {
  SMS_MFA: ({ SmsMfaConfiguration }) => SmsMfaConfiguration !== undefined,
  SOFTWARE_TOKEN_MFA: (config) => config.SoftwareTokenMfaConfiguration?.Enabled === true,
  EMAIL_OTP: ({ EmailMfaConfiguration }) => EmailMfaConfiguration !== undefined,
}

const offeredFactors = (config: MfaConfig): MfaFactor[] =>
  FACTORS.filter((factor) => OFFERS[factor](config))

/** Whether a user has what a factor needs. */
const CAN_ANSWER: Readonly<Record<MfaFactor, (user: User, settings: MfaSettings) => boolean>> = {
  SMS_MFA: ({ attributes }) => Boolean(attributes.phone_number),
  EMAIL_OTP: ({ attributes }) => Boolean(attributes.email),
  SOFTWARE_TOKEN_MFA: (_, { totpSecret }) => totpSecret !== undefined,
}

/**
 * The factors that a user may sign in with: those that are on for them. A pool that demands one takes whatever
 * else the user has, so that nobody is asked to set up a factor in place of one they have: whoever knows the
 * password alone could. An authenticator app stays good when the pool offers none any more
 * (https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html).
 */
export function usableFactors(config: MfaConfig, user: User, settings: MfaSettings): MfaFactor[] {
  const able = FACTORS.filter(
    (factor) =>
      CAN_ANSWER[factor](user, settings) &&
      (OFFERS[factor](config) || factor === 'SOFTWARE_TOKEN_MFA'),
  )
  const chosen = able.filter((factor) => settings.enabled.includes(factor))
  return chosen.length > 0 || config.MfaConfiguration !== 'ON' ? chosen : able
}

/** The second factors that a user's sign-ins end with: none where the pool asks for none. */
export const activeFactors = (config: MfaConfig, user: User, settings: MfaSettings): MfaFactor[] =>
  (config.MfaConfiguration ?? 'OFF') === 'OFF' ? [] : usableFactors(config, user, settings)

/**
 * Which second factor a sign-in still needs: none where the pool has it off, leaves it to users and this one
 * has none on, or one of theirs was proven; the preferred one, or a choice of several. Who has none where the
 * pool demands one sets one up. What was the first factor is never the second: one mailbox is one factor.
 *
 * @param proven in this sign-in, after the first. A factor that was taken from the user since does not count.
 * @param first what the sign-in began with.
 */
export function judgeMfa(
  config: MfaConfig,
  user: User,
  settings: MfaSettings,
  proven: readonly MfaFactor[] = [],
  first?: Factor,
): MfaVerdict {
  const mode = config.MfaConfiguration ?? 'OFF'
  if (mode === 'OFF') return { kind: 'none' }
  const isOther = (factor: MfaFactor) => PROVES[factor] !== first
  const own = usableFactors(config, user, settings)
  const usable = own.filter(isOther)
  const offered = offeredFactors(config).filter(isOther)
  const [only, ...others] = usable
  if (!only && own.length > 0) return { kind: 'unable' }
  if (!only && mode === 'OPTIONAL') return { kind: 'none' }
  if (!only && !offered.some((factor) => proven.includes(factor))) {
    return offered.length > 0 ? { kind: 'set-up', factors: offered } : { kind: 'unable' }
  }
  if (!only || usable.some((factor) => proven.includes(factor))) return { kind: 'none' }
  const { preferred } = settings
  if (preferred && usable.includes(preferred)) return { kind: 'ask', factor: preferred }
  return others.length === 0 ? { kind: 'ask', factor: only } : { kind: 'select', factors: usable }
}

/** What one member of SetUserMFAPreference says of a factor. */
interface Wish {
  readonly Enabled?: boolean | undefined
  readonly PreferredMfa?: boolean | undefined
}

/**
 * A user's choice after SetUserMFAPreference: a factor that is not named stays as it was; one that is
 * preferred is on; turning the preferred one off leaves none preferred.
 */
export function choosePreference(
  wishes: Readonly<Partial<Record<MfaFactor, Wish>>>,
  config: MfaConfig,
  user: User,
  settings: MfaSettings,
): Verdict<Pick<MfaSettings, 'enabled' | 'preferred'>> {
  const named = Object.entries(wishes) as [MfaFactor, Wish][] // the keys of the type
  const preferredOnes = named.filter(([, wish]) => wish.PreferredMfa).map(([factor]) => factor)
  if (preferredOnes.length > 1) {
    return refused('InvalidParameterException', 'Only one MFA type can be preferred.')
  }
  const on = named.filter(([, wish]) => wish.Enabled || wish.PreferredMfa).map(([factor]) => factor)
  const unable = on.find((factor) => !CAN_ANSWER[factor](user, settings) || !OFFERS[factor](config))
  if (unable) return refused('InvalidParameterException', noDelivery(unable))
  const off = named.map(([factor]) => factor).filter((factor) => !on.includes(factor))
  const enabled = [...new Set([...settings.enabled, ...on])].filter((f) => !off.includes(f))
  const unpreferred = named.filter(([, wish]) => wish.PreferredMfa === false).map(([f]) => f)
  const kept = settings.preferred && !unpreferred.includes(settings.preferred)
  const preferred = preferredOnes[0] ?? (kept ? settings.preferred : undefined)
  return granted({
    enabled,
    preferred: preferred && enabled.includes(preferred) ? preferred : undefined,
  })
}

/** What Cognito says of a factor that cannot be turned on. */
const noDelivery = (factor: MfaFactor): string =>
  `User does not have delivery config set to turn on ${factor}`
