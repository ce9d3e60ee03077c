import { ServiceError } from '../api/errors.ts'

/**
 * Why a request must not reach development mode, or nothing when it may. There anyone is an administrator,
 * so every request must be made to a host of this machine and by a page of this machine: a proxy in front
 * of the port, or a web page that rebinds its name to 127.0.0.1, passes neither.
 *
 * @param isAllowed whether a host name is loopback, or one that was named as allowed.
 */
export function foreignRequest(
  request: Request,
  isAllowed: (hostname: string) => boolean,
): ServiceError | undefined {
  const host = request.headers.get('host')
  const targets = [
    new URL(request.url).hostname,
    ...(host === null ? [] : [hostnameOf(`http://${host}`)]),
  ]
  const stranger = targets.find((name) => !isAllowed(name))
  if (stranger !== undefined) return foreign('host', stranger)
  const origin = request.headers.get('origin')
  if (origin === null || isAllowed(hostnameOf(origin))) return undefined
  return foreign('origin', origin)
}

/** An Origin of `null`, or a Host that is no host, is nobody's name. */
const hostnameOf = (text: string) => (URL.canParse(text) ? new URL(text).hostname : text)

const foreign = (what: string, name: string) =>
  new ServiceError(
    'AccessDeniedException',
    `Development mode answers this machine only, and the ${what} ${name.slice(0, 100)} is not it. Use localhost, name the host in POOLHOUSE_ALLOW_INSECURE_HOSTS, or run in production mode.`,
  )
