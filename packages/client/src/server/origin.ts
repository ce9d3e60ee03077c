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
  const allowed = origins ?? [new URL(request.url).origin]
  const origin = request.headers.get('origin')
  const isOwn = origin === null ? isFromHere(request) : allowed.includes(origin)
  if (isOwn) return
  throw new Refusal(403, 'Only pages of this site may ask; name its origins to the handler.')
}

/** Without `Origin` a page may only read, and only one that is not known to be another site's. */
function isFromHere({ method, headers }: Request): boolean {
  const site = headers.get('sec-fetch-site')
  if (method === 'GET') return site !== 'cross-site' && site !== 'same-site'
  return site === 'same-origin'
}
