import { ServiceError } from '../api/errors.ts'

/**
 * Why a request must not reach development mode, or nothing when it may. There anyone is an administrator,
 * so every request must be made to a host of this machine and by a page of this machine: a proxy in front
 * of the port, or a web page that rebinds its name to 127.0.0.1, passes neither. Many proxies put the
 * address they forward to into Host; those that tell which host they were asked for are held to that too.
 *
 * @param isAllowed whether a host name is loopback, or one that was named as allowed.
 */
export function foreignRequest(
  request: Request,
  isAllowed: (hostname: string) => boolean,
): ServiceError | undefined {
  const { headers, url } = request
  const hosts = [new URL(url).host, ...listed(headers.get('host')), ...forwardedHosts(headers)]
  const stranger = hosts.find((host) => !isAllowed(hostnameOf(host)))
  if (stranger !== undefined) return foreign('host', stranger)
  const origin = headers.get('origin')
  if (origin === null || isAllowed(originName(origin))) return undefined
  return foreign('origin', origin)
}

const listed = (value: string | null): string[] =>
  value === null ? [] : value.split(',').map((part) => part.trim())

/** The hosts that proxies say they were asked for (RFC 7239 §5.3, and what came before it). */
const forwardedHosts = (headers: Headers): string[] => [
  ...listed(headers.get('x-forwarded-host')),
  ...[...(headers.get('forwarded') ?? '').matchAll(/host="?([^";,]*)/gi)].map(
    ([, host = '']) => host,
  ),
]

/** Without its port. What is more than a host is none: it is then nobody's name. */
function hostnameOf(host: string): string {
  const address = `http://${host}`
  return /^[^/?#@\\\s]+$/.test(host) && URL.canParse(address) ? new URL(address).hostname : host
}

/** An Origin of `null`, or one that is no address, is nobody's name. */
const originName = (text: string) => (URL.canParse(text) ? new URL(text).hostname : text)

const foreign = (what: string, name: string) =>
  new ServiceError(
    'AccessDeniedException',
    `Development mode answers this machine only, and the ${what} ${name.slice(0, 100)} is not it. Use localhost, name the host in POOLHOUSE_ALLOW_INSECURE_HOSTS, or run in production mode.`,
  )
