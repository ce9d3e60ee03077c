/** Any OpenID provider that supports the device flow, found by its discovery document. */
import { type AuthCore, withoutSignal } from '../core/core.ts'
import { AuthError } from '../core/errors.ts'
import type { AuthProvider } from '../session/provider.ts'
import { untilAborted } from '../wire/call.ts'
import {
  askForCode,
  askForNewer,
  askForTokens,
  type OAuthClient,
  type Speaker,
} from './device-provider.ts'
import { STANDARD } from './dialect.ts'
import { ask, type OAuthBody, oauthError, requireSecure, text } from './oauth.ts'

export interface OidcProviderConfig extends OAuthClient {
  /** What the application calls it. */
  readonly name: string
  /** The issuer's address, without `/.well-known/…`. */
  readonly issuer: string
  /** `openid profile offline_access` unless given: the last one asks for a refresh token. */
  readonly scope?: string
}

/** A provider of OpenID Connect, by device flow. */
export function oidcProvider(config: OidcProviderConfig): AuthProvider {
  let found: Promise<Speaker> | undefined
  const speaker = (core: AuthCore): Promise<Speaker> => {
    found ??= discover(withoutSignal(core), config).catch((error) => {
      found = undefined // asked again the next time
      throw error
    })
    return untilAborted(found, core.signal)
  }
  return {
    name: config.name,
    login: { key: config.issuer.replace(/^https?:\/\//, ''), token: 'idToken' },
    flows: {
      deviceFlow: {
        begin: async (core) => askForCode(core, await speaker(core)),
        poll: async (core, authorization) =>
          await askForTokens(core, await speaker(core), authorization),
      },
      refresh: async (core, tokens) => await askForNewer(core, await speaker(core), tokens),
    },
  }
}

async function discover(core: AuthCore, config: OidcProviderConfig): Promise<Speaker> {
  const { name, issuer, scope = 'openid profile offline_access', clientId, clientSecret } = config
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  const answer = await ask(core, url, {})
  const { body } = answer
  if (!answer.isOk) throw oauthError(name, answer)
  // OpenID Connect Discovery section 4.3: or else anybody's document could stand there.
  if (text(body, 'issuer') !== issuer) {
    throw new AuthError('InvalidIssuer', `${url} describes ${text(body, 'issuer') ?? 'nobody'}.`, {
      recoverySuggestion:
        'Give the issuer exactly as its document has it, the last slash included.',
    })
  }
  const codeUrl = text(body, 'device_authorization_endpoint')
  const tokensUrl = text(body, 'token_endpoint')
  if (!codeUrl || !tokensUrl) {
    throw new AuthError('UnsupportedFlowException', `Not supported: ${name} has no device flow.`, {
      recoverySuggestion: `${url} names no device_authorization_endpoint.`,
    })
  }
  // Whoever vouches for addresses over TLS does not mean them to be asked without it.
  const allowLoopback = !issuer.startsWith('https:')
  for (const address of [codeUrl, tokensUrl]) requireSecure(address, { allowLoopback })
  return {
    name,
    client: { clientId, clientSecret },
    basic: clientSecret !== undefined && !takesSecretsInForms(body),
    dialect: { ...STANDARD, codeUrl, tokensUrl, scope, issuers: [issuer] },
  }
}

/** A document that does not say means `client_secret_basic` (Discovery section 3). */
function takesSecretsInForms(body: OAuthBody): boolean {
  const methods = body.token_endpoint_auth_methods_supported
  return Array.isArray(methods) && methods.includes('client_secret_post')
}
