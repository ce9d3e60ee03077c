import type { LoginFault, LoginOutcome } from '../ports/login-providers.ts'
import { isSubject } from '../rules/id-token-claims.ts'
import { readObject } from './key-sets.ts'
import { signOAuth1 } from './oauth1.ts'
import { OutsideError, type OutsideRequest } from './outside-request.ts'

/** What a provider is asked with: the token, the app it must have been made for, and where the provider is. */
interface AccessTokenLogin {
  readonly token: string
  readonly appId: string
  readonly endpoint: string
  /** Milliseconds. */
  readonly now: number
}

type Verify = (login: AccessTokenLogin, request: OutsideRequest) => Promise<LoginOutcome>

/**
 * Login with Amazon: its access tokens say for which app they are. The app is named by its client id or by
 * the id of its security profile; an identity pool may have either.
 *
 * @see https://developer.amazon.com/docs/login-with-amazon/verify-access-token.html
 */
const amazon: Verify = async ({ token, appId, endpoint }, request) => {
  const address = new URL(`${endpoint}/auth/o2/tokeninfo`)
  address.searchParams.set('access_token', token)
  const found = await ask(address, request)
  if (!found) return refused({ fault: 'signature' })
  if (found.aud !== appId && found.app_id !== appId) return refused({ fault: 'audience' })
  return person('www.amazon.com', { subject: found.user_id, audience: appId, profile: found })
}

/**
 * Facebook: asked with the token itself which app it is for, then who it is.
 *
 * @see https://developers.facebook.com/docs/facebook-login/guides/access-tokens
 */
const facebook: Verify = async ({ token, appId, endpoint }, request) => {
  const at = (path: string) => {
    const address = new URL(`${endpoint}/${path}`)
    address.searchParams.set('access_token', token)
    return address
  }
  const app = await ask(at('app'), request)
  if (!app) return refused({ fault: 'signature' })
  if (app.id !== appId) return refused({ fault: 'audience' })
  const me = await ask(at('me'), request)
  if (!me) return refused({ fault: 'signature' })
  return person('graph.facebook.com', { subject: me.id, audience: appId, profile: me })
}

/**
 * Twitter (X): the login is an OAuth 1.0a token and its secret, the app its consumer key and secret, both
 * joined by `;` as AWS has it.
 *
 * @see https://developer.x.com/en/docs/x-api/v1/accounts-and-users/manage-account-settings/api-reference/get-account-verify_credentials
 */
const twitter: Verify = async ({ token, appId, endpoint, now }, request) => {
  const [accessToken, accessSecret, ...more] = token.split(';')
  const [consumerKey = '', consumerSecret = ''] = appId.split(';')
  if (!accessToken || !accessSecret || more.length > 0) return refused({ fault: 'malformed' })
  const address = new URL(`${endpoint}/1.1/account/verify_credentials.json`)
  const keys = { consumerKey, consumerSecret, accessToken, accessSecret }
  const found = await ask(address, request, {
    authorization: signOAuth1('GET', address, keys, now),
  })
  if (!found) return refused({ fault: 'signature' })
  return person('api.twitter.com', {
    subject: found.id_str,
    audience: consumerKey,
    profile: found,
  })
}

/** Providers that are asked about each token, and where they are unless a setting says otherwise. */
export const ACCESS_TOKEN_PROVIDERS: Readonly<
  Record<string, { readonly endpoint: string; readonly verify: Verify } | undefined>
> = {
  'api.twitter.com': { endpoint: 'https://api.twitter.com', verify: twitter },
  'graph.facebook.com': { endpoint: 'https://graph.facebook.com', verify: facebook },
  'www.amazon.com': { endpoint: 'https://api.amazon.com', verify: amazon },
}

type Profile = Readonly<Record<string, unknown>>

/** The provider's answer; undefined where it says no to the token. @throws OutsideError when it fails. */
async function ask(
  address: URL,
  request: OutsideRequest,
  headers: Readonly<Record<string, string>> = {},
): Promise<Profile | undefined> {
  const { status, text } = await request(address, { accept: 'application/json', ...headers })
  if (status === 400 || status === 401 || status === 403) return undefined
  const profile = status === 200 ? readObject(text) : undefined
  if (profile) return profile
  throw new OutsideError(`${address.host} answers ${status}`)
}

interface Found {
  readonly subject: unknown
  readonly audience: string
  /** What the provider told, some of which people choose themselves. */
  readonly profile: Profile
}

/**
 * Somebody with claims as an ID token has them, by which pools' rules and tag maps ask for people of any provider.
 * Of Twitter's app the audience is the consumer key alone: AWS's table has the secret with it, which is nobody's.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/role-based-access-control.html#token-claims-for-role-based-access-control
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/provider-mappings.html
 */
function person(iss: string, { subject, audience, profile }: Found): LoginOutcome {
  if (!isSubject(subject)) return refused({ fault: 'missing', claim: 'sub' })
  const claims = { ...profile, iss, aud: audience, sub: subject }
  return { kind: 'person', subject, audience, claims }
}

const refused = (fault: LoginFault): LoginOutcome => ({ kind: 'refused', fault })
