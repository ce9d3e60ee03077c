import type { ResourcesConfig } from '../core/config.ts'
import { ADDRESS, ENDPOINT, keysOf, POOL_ID, TEXT } from './kinds.ts'

/** Where an issuer is described (OpenID Connect Discovery section 4): often pasted in its place. */
const DISCOVERY = /\/\.well-known\/openid-configuration\/?$/

/** The pair that OpenID Connect applications have: an issuer and a client id. A pool's issuer ends in its id. */
export function readOidc(file: string, config: Readonly<Record<string, unknown>>): ResourcesConfig {
  const keys = keysOf(file, config)
  const issuer = keys.need('OIDC_URL', ENDPOINT).replace(DISCOVERY, '')
  const clientId = keys.need('OIDC_CLIENT_NAME', TEXT)
  const redirectUri = keys.maybe('OIDC_REDIRECT_URI', ADDRESS)
  const OIDC = { issuer, clientId, redirectUri }
  const { origin, pathname } = new URL(issuer)
  const userPoolId = pathname.split('/').filter(Boolean).at(-1)
  if (!POOL_ID.is(userPoolId)) return { OIDC }
  const Cognito = { userPoolId, userPoolClientId: clientId, userPoolEndpoint: `${origin}/` }
  return { OIDC, Auth: { Cognito } }
}
