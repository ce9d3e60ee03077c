import type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity'
import type { IdentityPoolDocument } from '../records/identity-pool.ts'

/** The key under which an OpenID token of the identity pool itself is presented. */
export const OWN_PROVIDER = 'cognito-identity.amazonaws.com'

/**
 * What SupportedLoginProviders may name, each with an app id of the pool's owner. AWS takes `www.digits.com` as well,
 * which has answered nobody since 2017.
 */
export const SOCIAL_PROVIDERS: readonly string[] = [
  'accounts.google.com',
  'api.twitter.com',
  'appleid.apple.com',
  'graph.facebook.com',
  'www.amazon.com',
]

/** Whose tokens a pool takes under one key of a Logins map. */
export type LoginProvider =
  | { readonly kind: 'own' }
  | {
      readonly kind: 'user-pool'
      /** As it is linked, whichever of its keys was used. */
      readonly name: string
      readonly poolId: string
      readonly clients: readonly CognitoIdentityProvider[]
    }
  | { readonly kind: 'social'; readonly name: string; readonly appId: string }
  | { readonly kind: 'open-id'; readonly name: string; readonly arn: string }

interface House {
  readonly region: string
  issuerOf(poolId: string): string
}

/** The provider that a pool knows under a key; undefined where it takes no tokens under it. */
export function providerNamed(
  key: string,
  document: IdentityPoolDocument,
  house: House,
): LoginProvider | undefined {
  if (key === OWN_PROVIDER) return { kind: 'own' }
  const { SupportedLoginProviders = {}, OpenIdConnectProviderARNs = [] } = document
  const appId = Object.hasOwn(SupportedLoginProviders, key)
    ? SupportedLoginProviders[key]
    : undefined
  if (appId !== undefined) return { kind: 'social', name: key, appId }
  const arn = OpenIdConnectProviderARNs.find((one) => openIdProviderIn(one) === key)
  if (arn !== undefined) return { kind: 'open-id', name: key, arn }
  return userPoolProvider(key, document, house)
}

function userPoolProvider(
  key: string,
  { CognitoIdentityProviders = [] }: IdentityPoolDocument,
  house: House,
): LoginProvider | undefined {
  const poolId = userPoolIn(key, house)
  if (poolId === undefined) return undefined
  const clients = CognitoIdentityProviders.filter(
    ({ ProviderName = '' }) => userPoolIn(ProviderName, house) === poolId,
  )
  if (clients.length === 0) return undefined
  return { kind: 'user-pool', name: userPoolKey(poolId, house.region), poolId, clients }
}

/** The key of a user pool as AWS writes it. */
const userPoolKey = (poolId: string, region: string) =>
  `cognito-idp.${region}.amazonaws.com/${poolId}`

/**
 * The user pool that a key names: `cognito-idp.<region>.amazonaws.com/<pool id>` as with AWS, or host and path
 * of our own issuer, which is what tokens say.
 */
export function userPoolIn(key: string, { issuerOf }: Pick<House, 'issuerOf'>): string | undefined {
  const named = /^cognito-idp\.[\w-]+\.amazonaws\.com\/([\w-]+)$/.exec(key)?.[1]
  if (named !== undefined) return named
  const ids = key.match(/[\w-]{1,45}_[0-9a-zA-Z]{1,9}(?![\w-])/g) ?? []
  return ids.find((id) => issuerOf(id).replace(/^https?:\/\//, '') === key)
}

/** Whether a text could be the name of an OpenID Connect provider: host and path of its issuer. */
export const isProviderName = (name: string): boolean =>
  openIdProviderIn(`arn:aws:iam::000000000000:oidc-provider/${name}`) === name

/** Host and path of the OpenID Connect provider that an ARN of IAM names. */
export const openIdProviderIn = (arn: string): string | undefined =>
  /^arn:[\w-]+:iam::\d{12}:oidc-provider\/([\w.-]+(?::\d{1,5})?(?:\/[\w.~%/-]*)?)$/.exec(arn)?.[1]
