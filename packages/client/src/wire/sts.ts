/** The one call of STS that needs no credentials. It speaks AWS's query protocol: a form out, XML back. */
import type { AuthCore } from '../core/core.ts'
import { AuthError } from '../core/errors.ts'

interface AssumedRole {
  readonly roleArn: string
  readonly sessionName: string
  readonly durationSeconds: number
  readonly token: string
}

interface RoleCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiration: Date
}

/**
 * Takes a token to STS.
 *
 * @throws AuthError named as the service's error, or `NetworkError` when there was no answer in time.
 */
export async function assumeRoleWithWebIdentity(
  core: AuthCore,
  url: string,
  { roleArn, sessionName, durationSeconds, token }: AssumedRole,
): Promise<RoleCredentials> {
  const body = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    DurationSeconds: String(durationSeconds),
    WebIdentityToken: token,
  })
  const { status, xml } = await post(core, url, body)
  const found = {
    accessKeyId: element(xml, 'AccessKeyId'),
    secretAccessKey: element(xml, 'SecretAccessKey'),
    sessionToken: element(xml, 'SessionToken'),
    expiration: new Date(element(xml, 'Expiration')),
  }
  if (status === 200 && found.accessKeyId && found.expiration.getTime()) return found
  const message = element(xml, 'Message') || `STS answered ${status}.`
  throw new AuthError(element(xml, 'Code') || 'UnknownError', message, {
    metadata: { requestId: element(xml, 'RequestId') || undefined, httpStatusCode: status },
  })
}

async function post(core: AuthCore, url: string, body: URLSearchParams) {
  const timeout = AbortSignal.timeout(core.timeoutMs)
  const signal = core.signal ? AbortSignal.any([core.signal, timeout]) : timeout
  try {
    const response = await core.fetch(url, {
      method: 'POST',
      body,
      cache: 'no-store',
      redirect: 'error',
      signal,
    })
    return { status: response.status, xml: await response.text() }
  } catch (underlyingError) {
    core.signal?.throwIfAborted()
    const message = `AssumeRoleWithWebIdentity could not reach ${new URL(url).host}.`
    throw new AuthError('NetworkError', message, {
      recoverySuggestion: 'Check the connection and the endpoint, which must not redirect.',
      underlyingError,
    })
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
}

/** The text of the first element of that name: the answer has no attributes and no two of a name. */
function element(xml: string, name: string): string {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? ''
  return found.trim().replace(/&\w+;/g, (entity) => ENTITIES[entity] ?? entity)
}
