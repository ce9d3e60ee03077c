import type { CognitoConfig, OAuthConfig, ResourcesConfig } from '../core/config.ts'
import { ENDPOINT, type Keys, keysOf, NUMBER, oneOf, TEXT, TEXTS } from './kinds.ts'
import { requirePool } from './resources-config.ts'

/** aws-exports.js and the amplifyconfiguration.json of the first generation, which are one object. */
export function readAwsExports(file: string, config: Readonly<Record<string, unknown>>) {
  const keys = keysOf(file, config)
  keys.need('aws_project_region', TEXT)
  const names = keys.maybe('aws_cognito_username_attributes', TEXTS) ?? []
  const oauth = keys.inside('oauth')
  const email = names.includes('EMAIL')
  const phone = names.includes('PHONE_NUMBER')
  const Cognito: CognitoConfig = {
    ...requirePool(keys, {
      userPoolId: 'aws_user_pools_id',
      userPoolClientId: 'aws_user_pools_web_client_id',
      identityPoolId: 'aws_cognito_identity_pool_id',
    }),
    // Amplify's files cannot name a place; these two keys are ours.
    userPoolEndpoint: keys.maybe('aws_user_pools_endpoint', ENDPOINT),
    identityPoolEndpoint: keys.maybe('aws_cognito_identity_pool_endpoint', ENDPOINT),
    allowGuestAccess: keys.maybe('aws_mandatory_sign_in', TEXT) !== 'enable',
    signUpVerificationMethod: keys.maybe(
      'aws_cognito_sign_up_verification_method',
      oneOf('code', 'link'),
    ),
    userAttributes: requiredAttributes(keys),
    mfa: readMfa(keys),
    passwordFormat: readPasswordFormat(keys),
    loginWith: {
      username: !email && !phone,
      email,
      phone,
      ...(oauth && hasDomain(oauth) && { oauth: readOAuth(oauth, keys) }),
    },
  }
  return { Auth: { Cognito } } satisfies ResourcesConfig
}

/** Whatever must be given at sign-up or is confirmed after it, in small letters. */
function requiredAttributes(keys: Keys) {
  const names = [
    ...(keys.maybe('aws_cognito_verification_mechanisms', TEXTS) ?? []),
    ...(keys.maybe('aws_cognito_signup_attributes', TEXTS) ?? []),
  ]
  return Object.fromEntries(names.map((name) => [name.toLowerCase(), { required: true }]))
}

function readMfa(keys: Keys): CognitoConfig['mfa'] {
  const STATUSES = { OFF: 'off', ON: 'on', OPTIONAL: 'optional' } as const
  const status = keys.maybe('aws_cognito_mfa_configuration', oneOf('OFF', 'ON', 'OPTIONAL'))
  const types = keys.maybe('aws_cognito_mfa_types', TEXTS) ?? []
  if (!status) return undefined
  return {
    status: STATUSES[status],
    totpEnabled: types.includes('TOTP'),
    smsEnabled: types.includes('SMS'),
  }
}

function readPasswordFormat(keys: Keys): CognitoConfig['passwordFormat'] {
  const settings = keys.inside('aws_cognito_password_protection_settings')
  if (!settings) return undefined
  const characters = settings.maybe('passwordPolicyCharacters', TEXTS) ?? []
  return {
    minLength: settings.maybe('passwordPolicyMinLength', NUMBER),
    requireLowercase: characters.includes('REQUIRES_LOWERCASE'),
    requireUppercase: characters.includes('REQUIRES_UPPERCASE'),
    requireNumbers: characters.includes('REQUIRES_NUMBERS'),
    requireSpecialCharacters: characters.includes('REQUIRES_SYMBOLS'),
  }
}

/** Without hosted pages the tools write an empty object. */
const hasDomain = (oauth: Keys): boolean => oauth.maybe('domain', TEXT) !== undefined

function readOAuth(oauth: Keys, keys: Keys): OAuthConfig {
  const providers = keys.maybe('aws_cognito_social_providers', TEXTS)
  return {
    domain: oauth.need('domain', TEXT),
    scopes: oauth.maybe('scope', TEXTS) ?? [],
    redirectSignIn: split(oauth.maybe('redirectSignIn', TEXT)),
    redirectSignOut: split(oauth.maybe('redirectSignOut', TEXT)),
    responseType: oauth.maybe('responseType', oneOf('code', 'token')) ?? 'code',
    ...(providers?.length && { providers: providers.map(capitalized) }),
  }
}

const split = (addresses = ''): string[] => (addresses ? addresses.split(',') : [])

/** `GOOGLE` as `Google`. */
const capitalized = (name: string): string => `${name.charAt(0)}${name.slice(1).toLowerCase()}`
