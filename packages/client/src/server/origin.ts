import { Refusal } from './responses.ts'

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
