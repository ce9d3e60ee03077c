/** Pools and clients with every option that works, and the same with every option changed. */
import type {
  CreateUserPoolClientCommandInput,
  CreateUserPoolCommandInput,
  UpdateUserPoolClientCommandInput,
  UpdateUserPoolCommandInput,
} from '@aws-sdk/client-cognito-identity-provider'

/** All that CreateUserPool takes and that works. */
export const POOL = {
  PoolName: 'every option',
  Policies: {
    PasswordPolicy: {
      MinimumLength: 12,
      RequireUppercase: false,
      RequireLowercase: true,
      RequireNumbers: false,
      RequireSymbols: true,
      PasswordHistorySize: 5,
      TemporaryPasswordValidityDays: 3,
    },
    SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'] },
  },
  DeletionProtection: 'ACTIVE',
  LambdaConfig: {},
  AutoVerifiedAttributes: ['email', 'phone_number'],
  AliasAttributes: ['email', 'preferred_username'],
  SmsAuthenticationMessage: 'Sign in with {####}',
  VerificationMessageTemplate: {
    DefaultEmailOption: 'CONFIRM_WITH_CODE',
    EmailMessage: 'Verify with {####}',
    EmailSubject: 'Verify',
    EmailMessageByLink: 'Verify {##here##}',
    EmailSubjectByLink: 'Verify by link',
    SmsMessage: 'Verify with {####}',
  },
  MfaConfiguration: 'OFF',
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
  EmailConfiguration: {
    EmailSendingAccount: 'DEVELOPER',
    SourceArn: 'arn:aws:ses:us-east-1:000000000000:identity/example.com',
    From: 'Pool <pool@example.com>',
    ReplyToEmailAddress: 'help@example.com',
    ConfigurationSet: 'set',
  },
  SmsConfiguration: {
    SnsCallerArn: 'arn:aws:iam::000000000000:role/sms',
    ExternalId: 'external',
    SnsRegion: 'us-east-1',
  },
  UserPoolTags: { team: 'games' },
  AdminCreateUserConfig: {
    AllowAdminCreateUserOnly: true,
    UnusedAccountValidityDays: 3,
    InviteMessageTemplate: {
      EmailMessage: '{username}, your password is {####}',
      EmailSubject: 'Welcome',
      SMSMessage: '{username}: {####}',
    },
  },
  UserPoolAddOns: { AdvancedSecurityMode: 'OFF' },
  DcrConfiguration: { EnableStatus: 'Disabled', AllowedScopes: ['openid'] },
  UsernameConfiguration: { CaseSensitive: false },
  AccountRecoverySetting: {
    RecoveryMechanisms: [
      { Priority: 2, Name: 'verified_email' },
      { Priority: 1, Name: 'verified_phone_number' },
    ],
  },
  UserPoolTier: 'PLUS',
  KeyConfiguration: { KeyType: 'AWS_OWNED_KEY' },
  IssuerConfiguration: { Type: 'ORIGINAL' },
} satisfies CreateUserPoolCommandInput

/** The same, changed in every member that UpdateUserPool takes. */
export const CHANGED_POOL = {
  PoolName: 'every option, changed',
  Policies: {
    PasswordPolicy: {
      MinimumLength: 6,
      RequireUppercase: true,
      RequireLowercase: false,
      RequireNumbers: true,
      RequireSymbols: false,
      PasswordHistorySize: 24,
      TemporaryPasswordValidityDays: 365,
    },
    SignInPolicy: { AllowedFirstAuthFactors: ['SMS_OTP', 'PASSWORD'] },
  },
  DeletionProtection: 'INACTIVE',
  LambdaConfig: {},
  AutoVerifiedAttributes: ['phone_number'],
  SmsAuthenticationMessage: 'Enter {####}',
  VerificationMessageTemplate: {
    DefaultEmailOption: 'CONFIRM_WITH_CODE',
    EmailMessage: 'Enter {####}',
    EmailSubject: 'Enter',
    EmailMessageByLink: 'Enter {##by this##}',
    EmailSubjectByLink: 'Enter by link',
    SmsMessage: 'Enter {####}',
  },
  MfaConfiguration: 'OFF',
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['phone_number'] },
  EmailConfiguration: {
    EmailSendingAccount: 'COGNITO_DEFAULT',
    SourceArn: 'arn:aws:ses:us-east-1:000000000000:identity/changed.example',
    From: 'changed@example.com',
    ReplyToEmailAddress: 'changed@example.com',
    ConfigurationSet: 'changed',
  },
  SmsConfiguration: {
    EumsSms: {
      CallerArn: 'arn:aws:iam::000000000000:role/changed',
      ExternalId: 'changed',
      OriginationIdentity: 'changed',
      Region: 'eu-west-1',
    },
  },
  UserPoolTags: { team: 'art', stage: 'live' },
  AdminCreateUserConfig: {
    AllowAdminCreateUserOnly: false,
    UnusedAccountValidityDays: 365,
    InviteMessageTemplate: { EmailMessage: 'Changed: {####}' },
  },
  UserPoolAddOns: {
    AdvancedSecurityMode: 'OFF',
    AdvancedSecurityAdditionalFlows: { CustomAuthMode: 'AUDIT' },
  },
  DcrConfiguration: { EnableStatus: 'Disabled', OpenDcrEnabled: false },
  AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: 'admin_only' }] },
  UserPoolTier: 'ESSENTIALS',
  KeyConfiguration: {},
  IssuerConfiguration: {},
} satisfies Omit<UpdateUserPoolCommandInput, 'UserPoolId'>

/** All that CreateUserPoolClient takes but for the secret. */
export const CLIENT = {
  ClientName: 'every option',
  RefreshTokenValidity: 10,
  AccessTokenValidity: 30,
  IdTokenValidity: 2,
  TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'hours', RefreshToken: 'days' },
  ReadAttributes: ['email', 'name', 'custom:level'],
  WriteAttributes: ['name', 'custom:level'],
  ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  SupportedIdentityProviders: ['COGNITO'],
  CallbackURLs: ['https://app.example/in', 'http://localhost:3000/'],
  LogoutURLs: ['https://app.example/out'],
  DefaultRedirectURI: 'https://app.example/in',
  AllowedOAuthFlows: ['code', 'implicit'],
  AllowedOAuthScopes: ['openid', 'email'],
  AllowedOAuthFlowsUserPoolClient: true,
  AnalyticsConfiguration: {
    ApplicationArn: 'arn:aws:mobiletargeting:us-east-1:000000000000:apps/0123',
    UserDataShared: true,
  },
  PreventUserExistenceErrors: 'ENABLED',
  EnableTokenRevocation: false,
  EnablePropagateAdditionalUserContextData: true,
  AuthSessionValidity: 15,
  RefreshTokenRotation: { Feature: 'DISABLED' },
} satisfies Omit<CreateUserPoolClientCommandInput, 'UserPoolId'>

/** The same, changed in every member. */
export const CHANGED_CLIENT = {
  ClientName: 'every option, changed',
  RefreshTokenValidity: 7200,
  AccessTokenValidity: 600,
  IdTokenValidity: 10,
  TokenValidityUnits: { AccessToken: 'seconds', IdToken: 'minutes', RefreshToken: 'seconds' },
  ReadAttributes: ['phone_number'],
  WriteAttributes: ['phone_number'],
  ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH'],
  SupportedIdentityProviders: ['COGNITO', 'Google'],
  CallbackURLs: ['myapp://in'],
  LogoutURLs: ['myapp://out'],
  DefaultRedirectURI: 'myapp://in',
  AllowedOAuthFlows: ['code'],
  AllowedOAuthScopes: ['profile'],
  AllowedOAuthFlowsUserPoolClient: true,
  AnalyticsConfiguration: {
    ApplicationId: '0123456789abcdef',
    ExternalId: 'changed',
    RoleArn: 'arn:aws:iam::000000000000:role/changed',
    UserDataShared: false,
  },
  PreventUserExistenceErrors: 'LEGACY',
  EnableTokenRevocation: true,
  EnablePropagateAdditionalUserContextData: false,
  AuthSessionValidity: 4,
  RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 60 },
} satisfies Omit<UpdateUserPoolClientCommandInput, 'UserPoolId' | 'ClientId'>
