import { invalid } from '../config/kinds.ts'
import { Refusal } from './responses.ts'

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * The origins that were named, as browsers write them.
 *
 * @throws InvalidConfigurationException when one is no origin, or there is none.
 */
export function readOrigins(origins: readonly string[]): string[] {
  const read = origins.map((origin) => (URL.canParse(origin) ? new URL(origin) : undefined))
  const areOrigins = read.every(
    (url) => url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`,
  )
  if (areOrigins && read.length > 0) return read.map((url) => url?.origin ?? '')
  const found = JSON.stringify(origins)
  throw invalid(`origins is ${found}. It should be such as ["https://app.example"], or left out.`)
}

/** Not every browser keeps a secure cookie of a server on one's own machine that has no TLS. */
export function isPlainLoopback(address: string): boolean {
  const { protocol, hostname } = new URL(address)
  return protocol === 'http:' && LOOPBACK.has(hostname)
}

/**
 * Refuses what another site's page asks for: cookies alone do not tell who asks. Browsers send `Origin` with
 * every POST, and no page can change it; `SameSite` on the cookies is the second line.
 */
export function requireOwnOrigin(request: Request, origins: readonly string[] | undefined): void {
  const origin = request.headers.get('origin')
  if (origin === null) {
    requireFromHere(request)
    return
  }
  const allowed = origins ?? [new URL(request.url).origin]
  if (allowed.includes(origin)) return
  // Origins that were named are not told: one of them may be of a site that few know.
  const expected = origins ? 'among the origins of createAuthHandler' : allowed[0]
  throw new Refusal(
    403,
    `Origin ${origin} is not ${expected}.`,
    'Open the page where the handler expects it, or add its origin to the option origins.',
  )
}

/** Without `Origin` a page may only read, and only one that is not known to be another site's. */
function requireFromHere({ method, headers }: Request): void {
  const site = headers.get('sec-fetch-site')
  const isOfAnother = site === 'cross-site' || site === 'same-site'
  if (site === 'same-origin' || (method === 'GET' && !isOfAnother)) return
  if (isOfAnother) throw new Refusal(403, 'A page of another site asks.', 'Ask from a page here.')
  throw new Refusal(
    403,
    'The request has no Origin.',
    'Browsers send one with every POST. A script sends the origin of the site in the header Origin.',
  )
}
