/** Settings of pools and clients that go together: any subset, any values, none that is refused. */
import type {
  UpdateUserPoolClientRequest,
  UpdateUserPoolRequest,
} from '@aws-sdk/client-cognito-identity-provider'
import fc from 'fast-check'
import { cognitoIdp } from '../../src/api/cognito-idp.generated.ts'
import { arbitraryInput } from './arbitrary-input.ts'

type PoolSettings = Omit<UpdateUserPoolRequest, 'UserPoolId'>
type ClientSettings = Omit<UpdateUserPoolClientRequest, 'UserPoolId' | 'ClientId'>

/** Absent members are absent: what is sent is later looked for in what is described. */
const compact = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value))

const unlessEmpty = <Item>(list: Item[] | undefined): Item[] | undefined =>
  list?.length ? list : undefined

const recovery = fc.constantFrom<PoolSettings['AccountRecoverySetting']>(
  undefined,
  {},
  { RecoveryMechanisms: [{ Priority: 1, Name: 'admin_only' }] },
  { RecoveryMechanisms: [{ Priority: 2, Name: 'verified_email' }] },
  {
    RecoveryMechanisms: [
      { Priority: 2, Name: 'verified_email' },
      { Priority: 1, Name: 'verified_phone_number' },
    ],
  },
)

/** What UpdateUserPool takes, and CreateUserPool as well. */
export const arbitraryPoolSettings: fc.Arbitrary<PoolSettings> = fc
  .tuple(arbitraryInput(cognitoIdp, 'UpdateUserPool'), recovery)
  .map(([input, AccountRecoverySetting]) =>
    compact({ ...agreeingPool(input as UpdateUserPoolRequest), AccountRecoverySetting }),
  )

function agreeingPool(input: UpdateUserPoolRequest): PoolSettings {
  const { UserPoolId, MfaConfiguration, LambdaConfig, ...rest } = input
  const { AcrConfiguration, ...given } = rest
  const { EmailConfiguration: email, SmsConfiguration: sms, UserPoolTags: tags } = given
  const texts = given.VerificationMessageTemplate
  const verified = unlessEmpty(given.AutoVerifiedAttributes)
  const update = given.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate
  return {
    ...given,
    ...(given.Policies && { Policies: agreeingPolicies(input) }),
    AutoVerifiedAttributes: verified,
    DeviceConfiguration: given.DeviceConfiguration && {
      ChallengeRequiredOnNewDevice: false,
      DeviceOnlyRememberedOnUserPrompt: false,
      ...given.DeviceConfiguration,
    },
    UserAttributeUpdateSettings: update && {
      AttributesRequireVerificationBeforeUpdate: update.filter((name) => verified?.includes(name)),
    },
    // Under its older name a text is only told where the newer one says nothing.
    EmailVerificationMessage: texts?.EmailMessage ? undefined : given.EmailVerificationMessage,
    EmailVerificationSubject: texts?.EmailSubject ? undefined : given.EmailVerificationSubject,
    SmsVerificationMessage: texts?.SmsMessage ? undefined : given.SmsVerificationMessage,
    VerificationMessageTemplate: texts && {
      ...texts,
      EmailMessageByLink: texts.EmailMessageByLink && 'Please {##click##} here.',
      DefaultEmailOption: texts.DefaultEmailOption && 'CONFIRM_WITH_CODE',
    },
    EmailConfiguration: email?.SourceArn
      ? email
      : email && { ...email, From: undefined, EmailSendingAccount: 'COGNITO_DEFAULT' },
    SmsConfiguration: sms && {
      ...sms,
      SnsCallerArn: sms.SnsCallerArn || 'arn:aws:iam::000000000000:role/sms',
    },
    AdminCreateUserConfig: agreeingInvitation(given),
    UserPoolAddOns: given.UserPoolAddOns && {
      ...given.UserPoolAddOns,
      AdvancedSecurityMode: 'OFF',
    },
    DcrConfiguration: given.DcrConfiguration && {
      ...given.DcrConfiguration,
      EnableStatus: 'Disabled',
    },
    KeyConfiguration: given.KeyConfiguration && {
      ...given.KeyConfiguration,
      KeyType: 'AWS_OWNED_KEY',
    },
    IssuerConfiguration: given.IssuerConfiguration && { Type: 'ORIGINAL' },
    UserPoolTags:
      tags && Object.fromEntries(Object.entries(tags).filter(([name]) => !/^aws:/i.test(name))),
  }
}

/** Zero stands for nothing said, and the cheapest tier, which a pool may have from before, has no history. */
function agreeingPolicies({ Policies, UserPoolTier }: UpdateUserPoolRequest) {
  const policy = Policies?.PasswordPolicy
  const hasHistory = UserPoolTier === 'ESSENTIALS' || UserPoolTier === 'PLUS'
  return {
    ...(policy && {
      PasswordPolicy: {
        ...policy,
        PasswordHistorySize: (hasHistory && policy.PasswordHistorySize) || undefined,
        TemporaryPasswordValidityDays: policy.TemporaryPasswordValidityDays || undefined,
      },
    }),
    ...(Policies?.SignInPolicy && {
      SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD' as const] },
    }),
  }
}

function agreeingInvitation({ AdminCreateUserConfig: config, Policies }: PoolSettings) {
  const days = Policies?.PasswordPolicy?.TemporaryPasswordValidityDays
  const message = config?.InviteMessageTemplate
  return (
    config && {
      ...config,
      UnusedAccountValidityDays: days || config.UnusedAccountValidityDays || undefined,
      InviteMessageTemplate: message && {
        ...message,
        EmailMessage: message.EmailMessage && `Your password: {####} ${message.EmailMessage}`,
        SMSMessage: message.SMSMessage && 'Your password: {####}',
      },
    }
  )
}

const URLS = ['https://app.example/in', 'http://localhost:3000/', 'myapp://in']
const ATTRIBUTES = ['email', 'name', 'phone_number', 'custom:level']

const lifetimes = fc.constantFrom<ClientSettings>(
  {},
  { RefreshTokenValidity: 1 },
  { RefreshTokenValidity: 3650, AccessTokenValidity: 24, IdTokenValidity: 1 },
  { AccessTokenValidity: 5, TokenValidityUnits: { AccessToken: 'minutes' } },
  {
    RefreshTokenValidity: 3600,
    IdTokenValidity: 300,
    TokenValidityUnits: { RefreshToken: 'seconds', IdToken: 'seconds', AccessToken: 'hours' },
  },
)

const someOf = (items: readonly string[]) =>
  fc.option(fc.subarray([...items], { minLength: 1 }), { nil: undefined })

const lists = fc.record({
  CallbackURLs: someOf(URLS),
  LogoutURLs: someOf(URLS),
  ReadAttributes: someOf(ATTRIBUTES),
  WriteAttributes: someOf(ATTRIBUTES),
})

/** What UpdateUserPoolClient takes for a client without a secret, and CreateUserPoolClient as well. */
export const arbitraryClientSettings: fc.Arbitrary<ClientSettings> = fc
  .tuple(arbitraryInput(cognitoIdp, 'UpdateUserPoolClient'), lifetimes, lists)
  .map(([input, times, given]) =>
    compact({ ...agreeingClient(input as UpdateUserPoolClientRequest), ...times, ...given }),
  )

function agreeingClient(input: UpdateUserPoolClientRequest): ClientSettings {
  const { UserPoolId, ClientId, AccessTokenValidity, IdTokenValidity, ...rest } = input
  const { RefreshTokenValidity, TokenValidityUnits, DefaultRedirectURI, ...given } = rest
  const isRotating = given.RefreshTokenRotation?.Feature === 'ENABLED'
  const flows = given.AllowedOAuthFlows?.filter((flow) => flow !== 'client_credentials')
  const isReady = Boolean(flows?.length && given.AllowedOAuthScopes?.length)
  return {
    ...given,
    ExplicitAuthFlows: unlessEmpty(
      given.ExplicitAuthFlows?.filter(
        (flow) => /^ALLOW_/.test(flow) && !(isRotating && flow === 'ALLOW_REFRESH_TOKEN_AUTH'),
      ),
    ),
    AllowedOAuthFlows: unlessEmpty(flows),
    AllowedOAuthScopes: unlessEmpty(given.AllowedOAuthScopes),
    AllowedOAuthFlowsUserPoolClient: isReady && given.AllowedOAuthFlowsUserPoolClient,
    SupportedIdentityProviders: unlessEmpty(given.SupportedIdentityProviders),
  }
}
