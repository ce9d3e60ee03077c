import type { CognitoConfig, OAuthConfig, ResourcesConfig } from '../core/config.ts'
import { entryOf } from '../encoding/entry.ts'
import {
  DOCUMENT,
  DOCUMENTS,
  ENDPOINT,
  FIRST_FACTOR,
  FLAG,
  type Keys,
  keysOf,
  NUMBER,
  oneOf,
  TEXT,
  TEXTS,
  textLike,
} from './kinds.ts'
import { requirePool } from './resources-config.ts'

const PROVIDERS: Readonly<Record<string, string>> = {
  GOOGLE: 'Google',
  FACEBOOK: 'Facebook',
  LOGIN_WITH_AMAZON: 'Amazon',
  SIGN_IN_WITH_APPLE: 'Apple',
}

/** Where a policy does not say: the shortest that Cognito allows. */
const SHORTEST_PASSWORD = 6

export const VERSION = textLike(/^1/, '"1.4", or another that begins with 1')

/** amplify_outputs.json of the second generation. */
export function readAmplifyOutputs(file: string, config: Readonly<Record<string, unknown>>) {
  const keys = keysOf(file, config)
  keys.need('version', VERSION)
  const auth = keysOf(file, keys.need('auth', DOCUMENT), 'auth')
  const names = auth.maybe('username_attributes', TEXTS)
  const oauth = auth.inside('oauth')
  const required = auth.maybe('standard_required_attributes', TEXTS)
  const Cognito: CognitoConfig = {
    ...requirePool(auth, {
      userPoolId: 'user_pool_id',
      userPoolClientId: 'user_pool_client_id',
      identityPoolId: 'identity_pool_id',
    }),
    // Amplify's file cannot name a place; these two keys are ours.
    userPoolEndpoint: auth.maybe('user_pool_endpoint', ENDPOINT),
    identityPoolEndpoint: auth.maybe('identity_pool_endpoint', ENDPOINT),
    allowGuestAccess: auth.maybe('unauthenticated_identities_enabled', FLAG) || undefined,
    loginWith: (names || oauth) && {
      ...(names && {
        email: names.includes('email'),
        phone: names.includes('phone_number'),
        username: names.includes('username'),
      }),
      ...(oauth && { oauth: readOAuth(oauth) }),
    },
    groups: auth.maybe('groups', DOCUMENTS),
    userAttributes:
      required && Object.fromEntries(required.map((name) => [name, { required: true }])),
    mfa: readMfa(auth),
    passwordFormat: readPasswordFormat(auth.inside('password_policy')),
    passwordless: readPasswordless(auth.inside('passwordless')),
  }
  return { Auth: { Cognito } } satisfies ResourcesConfig
}

function readMfa(auth: Keys): CognitoConfig['mfa'] {
  const STATUSES = { NONE: 'off', REQUIRED: 'on', OPTIONAL: 'optional' } as const
  const status = auth.maybe('mfa_configuration', oneOf('NONE', 'REQUIRED', 'OPTIONAL'))
  const methods = auth.maybe('mfa_methods', TEXTS)
  if (!status) return undefined
  return {
    status: STATUSES[status],
    smsEnabled: methods?.includes('SMS'),
    totpEnabled: methods?.includes('TOTP'),
  }
}

const readPasswordFormat = (policy: Keys | undefined): CognitoConfig['passwordFormat'] =>
  policy && {
    minLength: policy.maybe('min_length', NUMBER) ?? SHORTEST_PASSWORD,
    requireLowercase: policy.maybe('require_lowercase', FLAG),
    requireUppercase: policy.maybe('require_uppercase', FLAG),
    requireNumbers: policy.maybe('require_numbers', FLAG),
    requireSpecialCharacters: policy.maybe('require_symbols', FLAG),
  }

function readPasswordless(passwordless: Keys | undefined): CognitoConfig['passwordless'] {
  const webAuthn = passwordless?.inside('web_authn')
  return (
    passwordless && {
      emailOtpEnabled: passwordless.maybe('email_otp_enabled', FLAG),
      smsOtpEnabled: passwordless.maybe('sms_otp_enabled', FLAG),
      webAuthn: webAuthn && {
        relyingPartyId: webAuthn.maybe('relying_party_id', TEXT),
        userVerification: webAuthn.maybe('user_verification', TEXT),
      },
      preferredChallenge: passwordless.maybe('preferred_challenge', FIRST_FACTOR),
    }
  )
}

const readOAuth = (oauth: Keys): OAuthConfig => ({
  domain: oauth.need('domain', TEXT),
  scopes: oauth.maybe('scopes', TEXTS) ?? [],
  redirectSignIn: oauth.maybe('redirect_sign_in_uri', TEXTS) ?? [],
  redirectSignOut: oauth.maybe('redirect_sign_out_uri', TEXTS) ?? [],
  responseType: oauth.maybe('response_type', oneOf('code', 'token')) ?? 'code',
  // Of what Amplify has no name for, such as a SAML provider, it says nothing either.
  providers: (oauth.maybe('identity_providers', TEXTS) ?? []).flatMap(
    (name) => entryOf(PROVIDERS, name) ?? [],
  ),
})
