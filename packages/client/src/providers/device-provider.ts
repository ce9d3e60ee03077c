/** A provider out of a dialect and a client. */
import type { AuthCore } from '../core/core.ts'
import { AuthError } from '../core/errors.ts'
import { entryOf } from '../encoding/entry.ts'
import type { AuthProvider, DeviceAuthorization, DeviceFlowPending } from '../session/provider.ts'
import { cannotRefresh, type TokenSet } from '../session/tokens.ts'
import type { DeviceDialect, DialectForm, FormField } from './dialect.ts'
import { requireIdToken } from './id-token.ts'
import { amount, errorCode, type OAuthAnswer, oauthError, postForm, text } from './oauth.ts'

export interface OAuthClient {
  readonly clientId: string
  readonly clientSecret?: string | undefined
}

/** Other addresses and words, for a server of one's own in the place of the provider's. */
export interface EndpointOverrides {
  readonly codeUrl?: string | undefined
  readonly tokensUrl?: string | undefined
  readonly grantType?: string | undefined
  readonly responseType?: string | undefined
}

interface DeviceClient extends OAuthClient, EndpointOverrides {
  readonly scope?: string
}

/** A dialect in force, and whose. `basic` sends the client in a header, as most providers demand. */
export interface Speaker {
  readonly name: string
  readonly dialect: DeviceDialect
  readonly client: OAuthClient
  readonly basic?: boolean
}

/** RFC 8628 section 3.2: five seconds where the answer has no interval. */
const DEFAULT_INTERVAL_SECONDS = 5
/** A provider that does not say how long its tokens live is asked for others soon. */
const DEFAULT_LIFETIME_SECONDS = 300

const PENDING: Readonly<Record<string, DeviceFlowPending>> = {
  authorization_pending: 'pending',
  slow_down: 'slower',
}

/** Errors of a refresh that no later try can mend (RFC 6749 section 5.2). */
const IS_OVER: ReadonlySet<string> = new Set(['invalid_grant', 'unauthorized_client'])

/** A provider that speaks the dialect, with the client that an application has there. */
export function deviceProvider(
  name: string,
  standard: DeviceDialect,
  client: DeviceClient,
): AuthProvider {
  const speaker: Speaker = { name, dialect: overridden(standard, client), client }
  return {
    name,
    ...(standard.login && { login: standard.login }),
    flows: {
      deviceFlow: {
        begin: (core) => askForCode(core, speaker),
        poll: (core, authorization) => askForTokens(core, speaker, authorization),
      },
      refresh: (core, tokens) => askForNewer(core, speaker, tokens),
    },
  }
}

function overridden(dialect: DeviceDialect, overrides: DeviceClient): DeviceDialect {
  const { codeUrl, tokensUrl, scope, grantType, responseType } = overrides
  const grant = grantType ? { grant_type: grantType } : {}
  const response = responseType ? { response_type: responseType } : {}
  return {
    ...dialect,
    codeUrl: codeUrl || dialect.codeUrl,
    tokensUrl: tokensUrl || dialect.tokensUrl,
    scope: scope || dialect.scope,
    code: { ...dialect.code, constants: { ...dialect.code.constants, ...response } },
    token: { ...dialect.token, constants: { ...dialect.token.constants, ...grant } },
  }
}

/** Asks for a pair of codes. */
export async function askForCode(core: AuthCore, speaker: Speaker): Promise<DeviceAuthorization> {
  const { name, dialect } = speaker
  const answer = await post(core, speaker, dialect.codeUrl, dialect.code, { scope: dialect.scope })
  const { body } = answer
  const deviceCode = text(body, 'device_code')
  const userCode = text(body, 'user_code')
  const verificationUri = text(body, dialect.verificationMember)
  const lifetime = amount(body, 'expires_in')
  if (!answer.isOk || !deviceCode || !userCode || !isAddress(verificationUri) || !lifetime) {
    throw oauthError(name, answer)
  }
  const complete = text(body, 'verification_uri_complete')
  return {
    deviceCode,
    userCode,
    verificationUri,
    verificationUriComplete: isAddress(complete) ? complete : undefined,
    expiresAt: Date.now() + lifetime * 1000,
    intervalMs: (amount(body, 'interval') ?? DEFAULT_INTERVAL_SECONDS) * 1000,
  }
}

/** Asks once for tokens. */
export async function askForTokens(
  core: AuthCore,
  speaker: Speaker,
  { deviceCode, userCode }: DeviceAuthorization,
): Promise<TokenSet | DeviceFlowPending> {
  const { name, dialect } = speaker
  const codes = { device_code: deviceCode, user_code: userCode }
  const answer = await post(core, speaker, dialect.tokensUrl, dialect.token, codes)
  const code = errorCode(answer)
  const pending = entryOf(PENDING, code)
  if (pending) return pending
  if (code === '' && answer.status === dialect.pendingStatus) return 'pending'
  if (code === 'invalid_grant') {
    // Of a device code it says the same as expired_token: some say so once, and this from then on.
    throw oauthError(name, { ...answer, body: { ...answer.body, error: 'expired_token' } })
  }
  return await readTokens(speaker, answer)
}

/** Asks for newer tokens. Most providers leave the refresh token out of the answer, and the old one stays. */
export async function askForNewer(
  core: AuthCore,
  speaker: Speaker,
  before: TokenSet,
): Promise<Partial<TokenSet>> {
  const { name, dialect } = speaker
  if (!before.refreshToken) {
    throw cannotRefresh(before, `${name} gave no refresh token: sign in again.`)
  }
  const token = { refresh_token: before.refreshToken }
  const answer = await post(core, speaker, dialect.tokensUrl, dialect.refresh, token)
  if (IS_OVER.has(errorCode(answer))) {
    throw new AuthError('NotAuthorizedException', `${name} ended the session.`, {
      underlyingError: oauthError(name, answer),
    })
  }
  return await readTokens(speaker, answer, before)
}

function post(
  core: AuthCore,
  { dialect: _, client, basic }: Speaker,
  url: string,
  { fields, constants }: DialectForm,
  values: Partial<Record<FormField, string>>,
): Promise<OAuthAnswer> {
  const { clientId, clientSecret } = client
  const known: Partial<Record<FormField, string | undefined>> = {
    client_id: clientId,
    client_secret: basic ? undefined : clientSecret,
    ...values,
  }
  const form = Object.fromEntries(fields.map((field) => [field, known[field]]))
  const authorization = basic && clientSecret && basicOf(clientId, clientSecret)
  return postForm(core, url, { ...constants, ...form }, authorization ? { authorization } : {})
}

/** RFC 6749 section 2.3.1: each part is encoded as in a form first. */
const basicOf = (id: string, secret: string): string => {
  const encode = (part: string) => new URLSearchParams([['', part]]).toString().slice(1)
  return `Basic ${btoa(`${encode(id)}:${encode(secret)}`)}`
}

async function readTokens(
  { name, dialect, client }: Speaker,
  answer: OAuthAnswer,
  before?: TokenSet,
): Promise<TokenSet> {
  const { body } = answer
  const accessToken = text(body, 'access_token')
  if (!answer.isOk || !accessToken) throw oauthError(name, answer)
  const idToken = dialect.issuers && text(body, 'id_token')
  const expected = { name, issuers: dialect.issuers, clientId: client.clientId }
  const { iat, exp } = idToken ? requireIdToken(idToken, expected, before?.idToken) : {}
  // An ID token has just been made: it tells the provider's time. Without one lifetimes count by our own.
  const clockDrift = iat ? iat * 1000 - Date.now() : (before?.clockDrift ?? 0)
  const lifetime = amount(body, 'expires_in') ?? DEFAULT_LIFETIME_SECONDS
  const accessTokenEnds = Date.now() + clockDrift + lifetime * 1000
  const refreshToken = text(body, 'refresh_token')
  // Where nothing can be refreshed, the access token is good although the ID token has ended.
  const isRefreshable = refreshToken || before?.refreshToken
  return {
    provider: name,
    accessToken,
    idToken,
    refreshToken,
    expiresAt: exp && isRefreshable ? Math.min(exp * 1000, accessTokenEnds) : accessTokenEnds,
    clockDrift,
  }
}

/** The application will open it or show it: nothing but an address of the web. */
const isAddress = (value: string | undefined): value is string =>
  value !== undefined && /^https?:$/.test(URL.parse(value)?.protocol ?? '')
