import type { CognitoConfig, OAuthConfig, ResourcesConfig } from '../core/config.ts'
import {
  ADDRESS,
  CLIENT_ID,
  FLAG,
  IDENTITY_POOL_ID,
  invalid,
  type Keys,
  keysOf,
  oneOf,
  POOL_ID,
  TEXT,
  TEXTS,
} from './kinds.ts'

type Document = Readonly<Record<string, unknown>>

/** Amplify's own shape: kept as it is, once what signing in depends on was looked at. */
export function readResourcesConfig(file: string, config: Document): ResourcesConfig {
  const cognito = keysOf(file, config).inside('Auth')?.inside('Cognito')
  if (cognito) check(cognito)
  return config
}

function check(cognito: Keys): void {
  cognito.maybe('userPoolEndpoint', ADDRESS)
  cognito.maybe('identityPoolEndpoint', ADDRESS)
  cognito.maybe('allowGuestAccess', FLAG)
  cognito.maybe('signUpVerificationMethod', oneOf('code', 'link'))
  const oauth = cognito.inside('loginWith')?.inside('oauth')
  if (oauth) readOAuth(oauth)
  requirePool(cognito, {
    userPoolId: 'userPoolId',
    userPoolClientId: 'userPoolClientId',
    identityPoolId: 'identityPoolId',
  })
}

/** What each file calls the three ids. */
type Names = Readonly<Record<'userPoolId' | 'userPoolClientId' | 'identityPoolId', string>>

/** The ids: a user pool and its client, an identity pool, or all three. */
export function requirePool(
  keys: Keys,
  names: Names,
): Pick<CognitoConfig, 'userPoolId' | 'userPoolClientId' | 'identityPoolId'> {
  const identityPoolId = keys.maybe(names.identityPoolId, IDENTITY_POOL_ID)
  const hasClient = keys.maybe(names.userPoolClientId, CLIENT_ID) !== undefined
  if (identityPoolId && !hasClient && !keys.maybe(names.userPoolId, POOL_ID)) {
    return { identityPoolId }
  }
  return {
    userPoolId: keys.need(names.userPoolId, POOL_ID),
    userPoolClientId: keys.need(names.userPoolClientId, CLIENT_ID),
    ...(identityPoolId && { identityPoolId }),
  }
}

function readOAuth(oauth: Keys): OAuthConfig {
  return {
    domain: oauth.need('domain', TEXT),
    scopes: oauth.need('scopes', TEXTS),
    redirectSignIn: oauth.need('redirectSignIn', TEXTS),
    redirectSignOut: oauth.need('redirectSignOut', TEXTS),
    responseType: oauth.need('responseType', oneOf('code', 'token')),
  }
}

/** @throws InvalidConfigurationException: it is none of the shapes that are known. */
export function refuseShape(file: string): never {
  throw invalid(
    `${file} is no configuration that is known here.`,
    'Give the content of amplifyconfiguration.json, aws-exports.js, amplify_outputs.json, a resource mapping file, AuthenticationProvider.setreg, or { Auth: { Cognito: { userPoolId, userPoolClientId } } }.',
  )
}
