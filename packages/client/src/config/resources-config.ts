import type { CognitoConfig, ResourcesConfig } from '../core/config.ts'
import {
  CLIENT_ID,
  DOCUMENT,
  ENDPOINT,
  FLAG,
  IDENTITY_POOL_ID,
  type Keys,
  type Kind,
  keysOf,
  oneOf,
  POOL_ID,
  TEXT,
  TEXTS,
} from './kinds.ts'

type Document = Readonly<Record<string, unknown>>

const OAUTH: readonly (readonly [key: string, kind: Kind<unknown>])[] = [
  ['domain', TEXT],
  ['scopes', TEXTS],
  ['redirectSignIn', TEXTS],
  ['redirectSignOut', TEXTS],
  ['responseType', oneOf('code', 'token')],
]

/** Amplify's own shape: kept as it is, once what signing in depends on was looked at. */
export function readResourcesConfig(file: string, config: Document): ResourcesConfig {
  const keys = keysOf(file, config)
  keys.inside('OIDC')
  const providers = keys.inside('Providers')
  providers?.inside('Google')
  providers?.inside('LoginWithAmazon')
  const auth = keys.inside('Auth')
  auth?.need('Cognito', DOCUMENT)
  const cognito = auth?.inside('Cognito')
  if (cognito) check(cognito)
  return config
}

const OF_AMPLIFY_5 = { endpoint: 'userPoolEndpoint', userPoolWebClientId: 'userPoolClientId' }

function check(cognito: Keys): void {
  cognito.renamed(OF_AMPLIFY_5)
  cognito.maybe('userPoolEndpoint', ENDPOINT)
  cognito.maybe('identityPoolEndpoint', ENDPOINT)
  cognito.maybe('allowGuestAccess', FLAG)
  cognito.maybe('signUpVerificationMethod', oneOf('code', 'link'))
  const oauth = cognito.inside('loginWith')?.inside('oauth')
  for (const [key, kind] of OAUTH) oauth?.need(key, kind)
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
