import type { UpdateUserPoolRequest } from '@aws-sdk/client-cognito-identity-provider'
import { checkAcrNames } from './acr.ts'
import { checkFirstFactors, codeFactors } from './first-factors.ts'
import { checkLambdaConfig, tokenEventVersion } from './lambda-config.ts'
import { refuseInLite } from './tiers.ts'
import { firstRefusal, type Refusal, refused } from './verdict.ts'

/** What an administrator may say of a pool when it is made, and again whenever it is updated. */
export type PoolSettings = Omit<UpdateUserPoolRequest, 'UserPoolId' | 'PoolName'>

/** Whether a pool's settings agree with one another, as Cognito wants them to. */
export const checkPoolSettings = (settings: PoolSettings): Refusal | undefined =>
  firstRefusal([
    checkTemporaryPasswords(settings),
    checkTemplates(settings),
    checkEmail(settings),
    checkSms(settings),
    checkRecovery(settings),
    checkAttributeUpdates(settings),
    checkFirstFactors(settings),
    checkLambdaConfig(settings.LambdaConfig),
    checkAcrNames(settings),
    checkTier(settings),
  ])

const invalid = (message: string): Refusal => refused('InvalidParameterException', message).refusal

/**
 * Two names for one number. Cognito refuses the older one wherever the newer is set, even to the same;
 * who sends back what was described has both, so here only a contradiction is refused.
 */
function checkTemporaryPasswords(settings: PoolSettings): Refusal | undefined {
  const days = settings.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays
  const legacy = settings.AdminCreateUserConfig?.UnusedAccountValidityDays
  if (!days || !legacy || days === legacy) return undefined
  return invalid(
    'Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays',
  )
}

/**
 * What stands for the code, beside what the table's patterns ask for: a message without it is of no use. Only
 * "if your users don't have passwords, you can omit the placeholder" (AdminCreateUserConfigType).
 */
function checkTemplates(settings: PoolSettings): Refusal | undefined {
  const byLink = settings.VerificationMessageTemplate?.EmailMessageByLink
  if (byLink !== undefined && linkWords(byLink) === '') return invalid('The message is invalid.')
  if (codeFactors(settings).length > 0) return undefined
  const { EmailMessage, SMSMessage } = settings.AdminCreateUserConfig?.InviteMessageTemplate ?? {}
  for (const [name, text] of Object.entries({ EmailMessage, SMSMessage })) {
    if (text === undefined || text.includes('{####}')) continue
    return invalid(`InviteMessageTemplate.${name} must contain {####}: the temporary password.`)
  }
  return undefined
}

/** What stands between `{##` and `##}`. The pattern takes `{####}` for a link without words; Cognito does not. */
const linkWords = (text: string): string =>
  text.slice(text.indexOf('{##') + '{##'.length, text.lastIndexOf('##}')).trim()

function checkEmail({ EmailConfiguration: email }: PoolSettings): Refusal | undefined {
  if (!email || email.SourceArn !== undefined) return undefined
  if (email.EmailSendingAccount === 'DEVELOPER') {
    return invalid('SourceArn is required when EmailSendingAccount is DEVELOPER.')
  }
  if (email.From === undefined) return undefined
  return invalid('Cannot configure From email address for default email configuration')
}

function checkSms({ SmsConfiguration: sms }: PoolSettings): Refusal | undefined {
  if (!sms || sms.SnsCallerArn || sms.EumsSms) return undefined
  return invalid('SmsConfiguration must have SnsCallerArn or EumsSms.')
}

/** The wording of these is ours; that each is refused is in the API reference of RecoveryOptionType. */
function checkRecovery({ AccountRecoverySetting: setting }: PoolSettings): Refusal | undefined {
  const mechanisms = setting?.RecoveryMechanisms ?? []
  const names = new Set(mechanisms.map(({ Name }) => Name))
  if (names.has('admin_only') && mechanisms.length > 1) {
    return invalid('The recovery mechanism admin_only cannot be combined with others.')
  }
  if (names.size < mechanisms.length) return invalid('Each recovery mechanism may stand once.')
  if (new Set(mechanisms.map(({ Priority }) => Priority)).size === mechanisms.length) {
    return undefined
  }
  return invalid('Each recovery mechanism must have a priority of its own.')
}

function checkAttributeUpdates(settings: PoolSettings): Refusal | undefined {
  const verified: readonly string[] = settings.AutoVerifiedAttributes ?? []
  const wanted = settings.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate
  if ((wanted ?? []).every((name) => verified.includes(name))) return undefined
  return invalid(
    'All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes',
  )
}

/** What the cheapest tier is without. https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html */
const NOT_IN_LITE: Readonly<Record<string, (settings: PoolSettings) => boolean>> = {
  'Password History': (s) => (s.Policies?.PasswordPolicy?.PasswordHistorySize ?? 0) > 0,
  'Access Token Customization': (s) => tokenEventVersion(s.LambdaConfig) !== '1',
  'Passwordless Sign-In': (s) =>
    (s.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? []).some((f) => f !== 'PASSWORD'),
  'ACR Configuration': (s) => Object.keys(s.AcrConfiguration ?? {}).length > 0,
}

function checkTier(settings: PoolSettings): Refusal | undefined {
  if (settings.UserPoolTier !== 'LITE') return undefined
  const wanted = Object.entries(NOT_IN_LITE).filter(([, isWanted]) => isWanted(settings))
  return refuseInLite(wanted.map(([feature]) => feature))
}
