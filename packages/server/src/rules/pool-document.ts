import type {
  CreateUserPoolRequest,
  PasswordPolicyType,
  VerificationMessageTemplateType,
} from '@aws-sdk/client-cognito-identity-provider'
import type { PoolDocument } from '../records/pool.ts'
import { buildSchema } from './pool-schema.ts'
import { granted, type Refusal, refused, type Verdict } from './verdict.ts'

/** What Cognito keeps for a pool that says nothing else. Shapes as described by the real service. */
const PASSWORD_POLICY: PasswordPolicyType = {
  MinimumLength: 8,
  RequireUppercase: true,
  RequireLowercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
  TemporaryPasswordValidityDays: 7,
}

/** Settings that would change sign-in and do not work yet; each with the test that it was asked for. */
const NOT_YET: Readonly<Record<string, (input: CreateUserPoolRequest) => boolean>> = {
  'MfaConfiguration other than OFF': (i) => (i.MfaConfiguration ?? 'OFF') !== 'OFF',
  LambdaConfig: (i) => Object.values(i.LambdaConfig ?? {}).some((v) => v !== undefined),
  DeviceConfiguration: (i) => i.DeviceConfiguration !== undefined,
  'UserPoolAddOns.AdvancedSecurityMode other than OFF': (i) =>
    (i.UserPoolAddOns?.AdvancedSecurityMode ?? 'OFF') !== 'OFF',
  'SignInPolicy with factors other than PASSWORD': (i) =>
    (i.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? []).some((f) => f !== 'PASSWORD'),
  'DefaultEmailOption CONFIRM_WITH_LINK': (i) =>
    i.VerificationMessageTemplate?.DefaultEmailOption === 'CONFIRM_WITH_LINK',
  'IssuerConfiguration UPDATED': (i) => i.IssuerConfiguration?.Type === 'UPDATED',
  'KeyConfiguration CUSTOMER_MANAGED_KEY': (i) =>
    i.KeyConfiguration?.KeyType === 'CUSTOMER_MANAGED_KEY',
  'UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate': (i) =>
    (i.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate ?? []).length > 0,
}

/** The document of a new pool: what was asked for, with Cognito's defaults for the rest. */
export function buildPoolDocument(input: CreateUserPoolRequest): Verdict<PoolDocument> {
  const refusal = contradiction(input)
  if (refusal) return { refusal }
  const schema = buildSchema(input.Schema ?? [])
  if (schema.refusal) return schema
  return granted({
    ...chosen(input),
    ...messageTexts(input),
    Policies: {
      PasswordPolicy: { ...PASSWORD_POLICY, ...input.Policies?.PasswordPolicy },
      SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD'] },
    },
    DeletionProtection: input.DeletionProtection ?? 'INACTIVE',
    LambdaConfig: {},
    SchemaAttributes: schema.value,
    UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: [] },
    MfaConfiguration: 'OFF',
    EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT', ...input.EmailConfiguration },
    UserPoolTags: input.UserPoolTags ?? {},
    AdminCreateUserConfig: {
      AllowAdminCreateUserOnly: false,
      UnusedAccountValidityDays:
        input.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays ??
        PASSWORD_POLICY.TemporaryPasswordValidityDays,
      ...input.AdminCreateUserConfig,
    },
    AccountRecoverySetting: input.AccountRecoverySetting ?? {
      RecoveryMechanisms: [
        { Priority: 1, Name: 'verified_email' },
        { Priority: 2, Name: 'verified_phone_number' },
      ],
    },
    UserPoolTier: input.UserPoolTier ?? 'ESSENTIALS',
  })
}

/** Present in a described pool only when set. */
function chosen(input: CreateUserPoolRequest): PoolDocument {
  const { AliasAttributes, UsernameAttributes, AutoVerifiedAttributes } = input
  const { UsernameConfiguration, SmsConfiguration, UserPoolAddOns } = input
  const all = {
    AliasAttributes,
    UsernameAttributes,
    AutoVerifiedAttributes,
    UsernameConfiguration,
    SmsConfiguration,
    UserPoolAddOns,
    SmsAuthenticationMessage: input.SmsAuthenticationMessage,
    KeyConfiguration: input.KeyConfiguration,
    IssuerConfiguration: input.IssuerConfiguration,
  }
  const isSet = ([, value]: [string, unknown]) =>
    value !== undefined && !(Array.isArray(value) && value.length === 0)
  return Object.fromEntries(Object.entries(all).filter(isSet))
}

/** The older top-level texts and the template say the same thing; whichever was given, both are described. */
function messageTexts(input: CreateUserPoolRequest): PoolDocument {
  const template: VerificationMessageTemplateType = {
    ...input.VerificationMessageTemplate,
    DefaultEmailOption:
      input.VerificationMessageTemplate?.DefaultEmailOption ?? 'CONFIRM_WITH_CODE',
  }
  const email = template.EmailMessage ?? input.EmailVerificationMessage
  const subject = template.EmailSubject ?? input.EmailVerificationSubject
  const sms = template.SmsMessage ?? input.SmsVerificationMessage
  return {
    VerificationMessageTemplate: {
      ...template,
      ...(email !== undefined && { EmailMessage: email }),
      ...(subject !== undefined && { EmailSubject: subject }),
      ...(sms !== undefined && { SmsMessage: sms }),
    },
    ...(email !== undefined && { EmailVerificationMessage: email }),
    ...(subject !== undefined && { EmailVerificationSubject: subject }),
    ...(sms !== undefined && { SmsVerificationMessage: sms }),
  }
}

function contradiction(input: CreateUserPoolRequest): Refusal | undefined {
  if (input.AliasAttributes?.length && input.UsernameAttributes?.length) {
    const message =
      'Only one of the aliasAttributes or usernameAttributes can be set in a user pool.'
    return refused('InvalidParameterException', message).refusal
  }
  for (const [name, isAskedFor] of Object.entries(NOT_YET)) {
    if (!isAskedFor(input)) continue
    const message = `User pools with ${name} do not work yet: see /status.`
    return refused('NotImplementedException', message).refusal
  }
  return undefined
}
