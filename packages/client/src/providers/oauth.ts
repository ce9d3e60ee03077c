/** What a provider's endpoints are sent and answer. */
import type { AuthCore } from '../core/core.ts'
import { AuthError } from '../core/errors.ts'
import { entryOf } from '../encoding/entry.ts'

type Form = Readonly<Record<string, string | undefined>>

export type OAuthBody = Readonly<Record<string, unknown>>

export interface OAuthAnswer {
  readonly status: number
  readonly isOk: boolean
  readonly body: OAuthBody
}

const YEAR_SECONDS = 31_536_000

const ERRORS: Readonly<Record<string, string>> = {
  access_denied: 'The person declined: begin again when they want to.',
  expired_token: 'The code is too old: ask for another one.',
  invalid_client:
    'Check the client id and its secret, and that the client may use the device flow.',
  invalid_scope: 'Check the scopes that are asked for.',
  unauthorized_client: 'Allow the device flow for this client where it was registered.',
}

/** Posts a form, percent-encoded; fields without a value stay away. */
export async function postForm(
  core: AuthCore,
  url: string,
  form: Form,
  headers: Readonly<Record<string, string>> = {},
): Promise<OAuthAnswer> {
  const entries = Object.entries(form).filter((entry): entry is [string, string] => !!entry[1])
  return await ask(core, url, { method: 'POST', body: new URLSearchParams(entries), headers })
}

/** This machine itself (RFC 6761 section 6.3, RFC 6890): what is sent there crosses no network. */
const LOOPBACK = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/**
 * Holds an address to TLS: tokens, codes and a client's secret go there. Plain http is for this machine.
 *
 * @throws InsecureEndpoint.
 */
export function requireSecure(url: string, { allowLoopback = true } = {}): void {
  const { protocol = '', hostname = '' } = URL.parse(url) ?? {}
  const isLoopback = allowLoopback && protocol === 'http:' && LOOPBACK.test(hostname)
  if (protocol === 'https:' || isLoopback) return
  throw new AuthError('InsecureEndpoint', `${url} is no https:// address.`, {
    recoverySuggestion: 'Use https://. Providers are asked by http:// on localhost only.',
  })
}

/**
 * Asks an endpoint.
 *
 * @throws InsecureEndpoint; NetworkError when there was no answer in time.
 */
export async function ask(core: AuthCore, url: string, init: RequestInit): Promise<OAuthAnswer> {
  requireSecure(url)
  const timeout = AbortSignal.timeout(core.timeoutMs)
  const signal = core.signal ? AbortSignal.any([core.signal, timeout]) : timeout
  try {
    const response = await core.fetch(url, {
      cache: 'no-store',
      redirect: 'error',
      ...init,
      signal,
    })
    const body = await response.json().catch(() => undefined)
    return { status: response.status, isOk: response.ok, body: isRecord(body) ? body : {} }
  } catch (underlyingError) {
    core.signal?.throwIfAborted()
    throw new AuthError('NetworkError', `${new URL(url).host} could not be reached.`, {
      recoverySuggestion: 'Check the connection and the endpoint, which must not redirect.',
      underlyingError,
    })
  }
}

/** The error that an answer is, in OAuth's words. Google says `error_code` where a limit was reached. */
export const errorCode = ({ body }: OAuthAnswer): string =>
  text(body, 'error') ?? text(body, 'error_code') ?? ''

/** Named as OAuth names it. */
export function oauthError(provider: string, answer: OAuthAnswer): AuthError {
  const { status, body } = answer
  const code = errorCode(answer) || 'invalid_response'
  const description = text(body, 'error_description') ?? `it answered ${status}`
  return new AuthError(code, `${provider}: ${code} (${description}).`, {
    recoverySuggestion: entryOf(ERRORS, code),
    metadata: { requestId: undefined, httpStatusCode: status },
  })
}

/** A member that is a text with something in it. */
export function text(body: OAuthBody, name: string): string | undefined {
  const value = body[name]
  return typeof value === 'string' && value ? value : undefined
}

/** A member that is a number of seconds above zero, a year at most. Some write it as a text. */
export function amount(body: OAuthBody, name: string): number | undefined {
  const value = Number(body[name])
  return value > 0 ? Math.min(value, YEAR_SECONDS) : undefined
}

const isRecord = (value: unknown): value is OAuthBody => typeof value === 'object' && value !== null
