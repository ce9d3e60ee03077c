import type { GetUserPoolMfaConfigResponse } from '@aws-sdk/client-cognito-identity-provider'
import type { MfaFactor, MfaSettings } from '../records/mfa.ts'
import type { User } from '../records/user.ts'

/** What a pool asks beside a password, in the API's own shape. */
export type MfaConfig = Pick<
  GetUserPoolMfaConfigResponse,
  | 'MfaConfiguration'
  | 'SmsMfaConfiguration'
  | 'SoftwareTokenMfaConfiguration'
  | 'EmailMfaConfiguration'
  | 'WebAuthnConfiguration'
>

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
