import type { GetUserPoolMfaConfigResponse } from '@aws-sdk/client-cognito-identity-provider'
import type { MfaFactor, MfaSettings } from '../records/mfa.ts'
import type { PoolDocument } from '../records/pool.ts'
import type { User } from '../records/user.ts'
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
 * What a pool asks, from its own document and from what SetUserPoolMfaConfig set. A pool that was made with
 * an SMS configuration offers SMS, as Cognito has it.
 */
export function effectiveMfa(pool: PoolDocument, factors: MfaConfig): MfaConfig {
  const { SmsConfiguration, SmsAuthenticationMessage } = pool
  const sms = factors.SmsMfaConfiguration ?? (SmsConfiguration && { SmsConfiguration })
  return {
    ...factors,
    MfaConfiguration: pool.MfaConfiguration ?? 'OFF',
    ...(sms && {
      SmsMfaConfiguration: {
        ...(SmsAuthenticationMessage !== undefined && { SmsAuthenticationMessage }),
        ...sms,
      },
    }),
  }
}

/** Whether what is asked for can be asked for. */
export function checkMfaConfig(config: MfaConfig): Refusal | undefined {
  const isOff = (config.MfaConfiguration ?? 'OFF') === 'OFF'
  const offered = offeredFactors(config)
  if (isOff && offered.length > 0) {
    const message =
      "Invalid MFA configuration given, can't turn off MFA and configure an MFA together."
    return refused('InvalidParameterException', message).refusal
  }
  if (isOff || offered.length > 0) return undefined
  const message =
    'At least one of [SmsMfaConfiguration], [SoftwareTokenMfaConfiguration] or [EmailMfaConfiguration] must be provided.'
  return refused('InvalidParameterException', message).refusal
}

/** What comes between a proven password and the tokens. */
export type MfaVerdict =
  | { readonly kind: 'none' }
  | { readonly kind: 'ask'; readonly factor: MfaFactor }
  | { readonly kind: 'select'; readonly factors: readonly MfaFactor[] }
  | { readonly kind: 'set-up'; readonly factors: readonly MfaFactor[] }

/** The factors that a pool offers. */
export const offeredFactors = (config: MfaConfig): MfaFactor[] => {
  const offered = {
    SMS_MFA: config.SmsMfaConfiguration !== undefined,
    SOFTWARE_TOKEN_MFA: config.SoftwareTokenMfaConfiguration?.Enabled === true,
    EMAIL_OTP: config.EmailMfaConfiguration !== undefined,
  }
  return (Object.keys(offered) as MfaFactor[]).filter((factor) => offered[factor]) // the keys above
}

/** Whether a user has what a factor needs. */
const CAN_ANSWER: Readonly<Record<MfaFactor, (user: User, settings: MfaSettings) => boolean>> = {
  SMS_MFA: ({ attributes }) => Boolean(attributes.phone_number),
  EMAIL_OTP: ({ attributes }) => Boolean(attributes.email),
  SOFTWARE_TOKEN_MFA: (_, { totpSecret }) => totpSecret !== undefined,
}

/**
 * Which second factor a sign-in needs: none where the pool has it off, or leaves it to users and this one has
 * none on; the preferred one, or a choice of several. A pool that demands one takes SMS for everybody with a
 * phone number (as Cognito does), and has the others set one up.
 */
export function judgeMfa(config: MfaConfig, user: User, settings: MfaSettings): MfaVerdict {
  const mode = config.MfaConfiguration ?? 'OFF'
  if (mode === 'OFF') return { kind: 'none' }
  const offered = offeredFactors(config)
  const usable = offered.filter(
    (factor) => settings.enabled.includes(factor) && CAN_ANSWER[factor](user, settings),
  )
  if (settings.preferred && usable.includes(settings.preferred)) {
    return { kind: 'ask', factor: settings.preferred }
  }
  const [only, ...others] = usable
  if (only)
    return others.length === 0 ? { kind: 'ask', factor: only } : { kind: 'select', factors: usable }
  if (mode === 'OPTIONAL') return { kind: 'none' }
  const isSmsForAll = offered.includes('SMS_MFA') && CAN_ANSWER.SMS_MFA(user, settings)
  if (isSmsForAll) return { kind: 'ask', factor: 'SMS_MFA' }
  return { kind: 'set-up', factors: offered }
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
  const unable = on.find((factor) => !CAN_ANSWER[factor](user, settings))
  if (unable) return refused('InvalidParameterException', MISSING[unable])
  const notOffered = on.find((factor) => !offeredFactors(config).includes(factor))
  if (notOffered) {
    const message = `${notOffered} is not enabled for the user pool.`
    return refused('InvalidParameterException', message)
  }
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

/** What a factor lacks that cannot be turned on. */
const MISSING: Readonly<Record<MfaFactor, string>> = {
  SMS_MFA: 'User does not have a phone number.',
  EMAIL_OTP: 'User does not have an email address.',
  SOFTWARE_TOKEN_MFA: 'User has not verified software token mfa',
}
