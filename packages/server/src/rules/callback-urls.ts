import type { UpdateUserPoolClientRequest } from '@aws-sdk/client-cognito-identity-provider'
import { type Refusal, refused } from './verdict.ts'

type UrlSettings = Pick<
  UpdateUserPoolClientRequest,
  'CallbackURLs' | 'LogoutURLs' | 'DefaultRedirectURI'
>

/** Plain http is for the developer's own machine only. */
const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Schemes that a browser runs instead of following. */
const SCRIPT_SCHEMES: ReadonlySet<string> = new Set(['javascript:', 'data:', 'vbscript:', 'blob:'])

/** Callback and sign-out URLs: absolute, no fragment, https unless loopback or an app's own scheme. */
export function checkCallbackUrls(input: UrlSettings): Refusal | undefined {
  const lists = { CallbackURLs: input.CallbackURLs, LogoutURLs: input.LogoutURLs }
  for (const [list, urls] of Object.entries(lists)) {
    for (const url of urls ?? []) {
      const reason = whatIsWrongWith(url)
      const message = `${list}: ${reason}: ${url}`
      if (reason) return refused('InvalidParameterException', message).refusal
    }
  }
  const fallback = input.DefaultRedirectURI
  if (fallback === undefined || input.CallbackURLs?.includes(fallback)) return undefined
  const message = 'DefaultRedirectURI must be one of the CallbackURLs.'
  return refused('InvalidParameterException', message).refusal
}

function whatIsWrongWith(text: string): string | undefined {
  if (!URL.canParse(text)) return 'must be an absolute URL'
  const url = new URL(text)
  if (SCRIPT_SCHEMES.has(url.protocol)) return `must not use the scheme ${url.protocol}`
  if (text.includes('#')) return 'must not include a fragment'
  if (url.protocol === 'http:' && !LOOPBACK_HOSTS.has(url.hostname)) {
    return 'cannot use HTTP unless the host is localhost'
  }
  return undefined
}
