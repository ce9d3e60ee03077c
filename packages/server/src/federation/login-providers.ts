import type { Clock } from '../ports/clock.ts'
import type { LoginOutcome, LoginProviders, OutsideLogin } from '../ports/login-providers.ts'
import { ACCESS_TOKEN_PROVIDERS } from './access-tokens.ts'
import { makeKeySets } from './key-sets.ts'
import type { LoginOptions } from './login-options.ts'
import { verifyOpenIdLogin } from './open-id-token.ts'
import { makeOutsideRequest, OutsideError, type OutsideRequest } from './outside-request.ts'

/**
 * Providers that write their issuer in several forms; others have the one that is their name, Apple among them.
 *
 * @see https://developers.google.com/identity/openid-connect/openid-connect#validatinganidtoken
 */
const OPEN_ID_ISSUERS: Readonly<Record<string, readonly string[]>> = {
  'accounts.google.com': ['https://accounts.google.com', 'accounts.google.com'],
}

/** The providers outside: some are asked about a token, the others publish the keys that signed it. */
export function makeLoginProviders(
  { endpoints = {}, openIdClients = {}, allowInsecureHosts = [] }: LoginOptions,
  clock: Clock,
  request: OutsideRequest = makeOutsideRequest(allowInsecureHosts),
): LoginProviders {
  const keySets = makeKeySets(request, clock)

  /** A provider is named without its scheme, which is https but where a setting allows http. */
  function issuersOf(provider: string): string[] {
    const isInsecure = allowInsecureHosts.includes(provider.replace(/[:/].*$/, ''))
    return [`https://${provider}`, ...(isInsecure ? [`http://${provider}`] : [])]
  }

  async function verify(login: OutsideLogin): Promise<LoginOutcome> {
    const { provider, token, appId, clientIds = [] } = login
    const now = clock.now()
    const asked = appId === undefined ? undefined : ACCESS_TOKEN_PROVIDERS[provider]
    const endpoint = own(endpoints, provider)
    if (asked && appId !== undefined) {
      const at = endpoint ?? asked.endpoint
      return await asked.verify({ token, appId, endpoint: at, now }, request)
    }
    const issuers = endpoint ? [endpoint] : (own(OPEN_ID_ISSUERS, provider) ?? issuersOf(provider))
    const clients = [...clientIds, ...(own(openIdClients, provider) ?? [])]
    const audiences = appId === undefined ? clients : [appId]
    return await verifyOpenIdLogin(token, { issuers, audiences, now }, keySets)
  }

  return {
    verify: (login) =>
      verify(login).catch((error: unknown) => {
        if (!(error instanceof OutsideError)) throw error
        return { kind: 'unavailable', reason: error.message }
      }),
  }
}

const own = <Value>(map: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(map, key) ? map[key] : undefined
