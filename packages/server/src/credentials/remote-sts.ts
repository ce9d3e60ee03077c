import type {
  AwsCredentials,
  CredentialsSource,
  RoleOutcome,
  RoleRequest,
} from '../ports/credentials.ts'
import { elementAt, readXml, type XmlElement } from './xml.ts'

interface RemoteSts {
  /** Where it is: `https://sts.eu-central-1.amazonaws.com`. */
  readonly endpoint: string
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 5_000
const MOST_BYTES = 256 * 1024

/** Refusals that are nobody's no: somebody could not be asked, or is asked too often. */
const UNAVAILABLE = ['IDPCommunicationError', 'RegionDisabledException', 'Throttling']

/**
 * Credentials from another STS, AWS's or a compatible one: our token is the web identity, for which our
 * issuer must be registered there.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export function makeRemoteSts({ endpoint, timeoutMs = TIMEOUT_MS }: RemoteSts): CredentialsSource {
  const url = new URL(endpoint)
  return {
    async assumeRole(request) {
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/xml' },
          body: formOf(request).toString(),
          signal: AbortSignal.timeout(timeoutMs),
          redirect: 'manual', // the token is for nobody else
        })
        const text = await readText(response)
        return text === undefined ? unavailable(url) : readOutcome(response.status, text, url)
      } catch {
        return unavailable(url)
      }
    },
  }
}

const formOf = (request: RoleRequest): URLSearchParams =>
  new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: request.roleArn,
    RoleSessionName: request.sessionName,
    WebIdentityToken: request.webIdentityToken,
    DurationSeconds: String(request.durationSeconds),
    ...(request.policy !== undefined && { Policy: request.policy }),
  })

/** The answer as far as it may be long, or undefined. */
async function readText({ body }: Response): Promise<string | undefined> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of body ?? []) {
    size += part.length
    if (size > MOST_BYTES) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts).toString()
}

function readOutcome(status: number, text: string, url: URL): RoleOutcome {
  const answer = readXml(text)
  const credentials = status === 200 && answer ? readCredentials(answer) : undefined
  if (credentials) return { kind: 'credentials', credentials }
  const error = status >= 400 && status < 500 && answer ? readError(answer) : undefined
  if (!error || UNAVAILABLE.includes(error.code)) return unavailable(url)
  return { kind: 'denied', reason: error.message }
}

function readCredentials(answer: XmlElement): AwsCredentials | undefined {
  const name = 'AssumeRoleWithWebIdentity'
  if (answer.name !== `${name}Response`) return undefined
  const found = elementAt(answer, `${name}Result`, 'Credentials')
  if (!found) return undefined
  const text = (member: string) => elementAt(found, member)?.text.trim() ?? ''
  const [accessKeyId, secretAccessKey] = [text('AccessKeyId'), text('SecretAccessKey')]
  const [sessionToken, expiresAt] = [text('SessionToken'), Date.parse(text('Expiration'))]
  const isWhole = [accessKeyId, secretAccessKey, sessionToken].every((part) => part !== '')
  if (!isWhole || Number.isNaN(expiresAt)) return undefined
  return { accessKeyId, secretAccessKey, sessionToken, expiresAt }
}

function readError(answer: XmlElement): { code: string; message: string } | undefined {
  if (answer.name !== 'ErrorResponse') return undefined
  const code = elementAt(answer, 'Error', 'Code')?.text.trim()
  const message = elementAt(answer, 'Error', 'Message')?.text.trim()
  return code ? { code, message: message || code } : undefined
}

const unavailable = ({ host }: URL): RoleOutcome => ({
  kind: 'unavailable',
  reason: `The STS at ${host} did not answer as an STS does.`,
})
