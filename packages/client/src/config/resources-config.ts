import type { CognitoConfig, ResourcesConfig } from '../core/config.ts'
import {
  CLIENT_ID,
  DOCUMENT,
  DOCUMENTS,
  ENDPOINT,
  FIRST_FACTOR,
  FLAG,
  IDENTITY_POOL_ID,
  type Keys,
  type Kind,
  keysOf,
  NUMBER,
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

/** The kinds of what may be there, by its key, and of what is inside. */
interface Kinds {
  readonly [key: string]: Kind<unknown> | Kinds
}

const COGNITO: Kinds = {
  userPoolEndpoint: ENDPOINT,
  identityPoolEndpoint: ENDPOINT,
  allowGuestAccess: FLAG,
  signUpVerificationMethod: oneOf('code', 'link'),
  loginWith: { email: FLAG, phone: FLAG, username: FLAG },
  userAttributes: DOCUMENT,
  mfa: { status: oneOf('on', 'off', 'optional'), totpEnabled: FLAG, smsEnabled: FLAG },
  passwordFormat: {
    minLength: NUMBER,
    requireLowercase: FLAG,
    requireUppercase: FLAG,
    requireNumbers: FLAG,
    requireSpecialCharacters: FLAG,
  },
  groups: DOCUMENTS,
  passwordless: {
    emailOtpEnabled: FLAG,
    smsOtpEnabled: FLAG,
    webAuthn: { relyingPartyId: TEXT, userVerification: TEXT },
    preferredChallenge: FIRST_FACTOR,
  },
}

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
  checkKinds(cognito, COGNITO)
  const oauth = cognito.inside('loginWith')?.inside('oauth')
  for (const [key, kind] of OAUTH) oauth?.need(key, kind)
  requirePool(cognito, {
    userPoolId: 'userPoolId',
    userPoolClientId: 'userPoolClientId',
    identityPoolId: 'identityPoolId',
  })
}

function checkKinds(keys: Keys | undefined, kinds: Kinds): void {
  for (const [key, kind] of Object.entries(kinds)) {
    if (isKind(kind)) keys?.maybe(key, kind)
    else checkKinds(keys?.inside(key), kind)
  }
}

const isKind = (kind: Kind<unknown> | Kinds): kind is Kind<unknown> => 'looksLike' in kind

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
