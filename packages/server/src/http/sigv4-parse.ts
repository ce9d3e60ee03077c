import { ServiceError } from '../api/errors.ts'
import { SIGNATURE_PARAMETER, type SignedRequest } from '../crypto/sigv4.ts'

/** What a request says about its signature; nothing of it is checked yet. */
export interface Authorization {
  readonly algorithm: string
  /** Access key id, day, region, service and terminator, separated by slashes. */
  readonly credential: string
  readonly signature: string
  readonly signedHeaders: readonly string[]
  readonly date: string
  /** Seconds; only a query may say it. */
  readonly expires?: string
  readonly sessionToken?: string
}

const TOKEN = 'X-Amz-Security-Token'

/** Reads the signature from the Authorization header or the query; half of one, or both, is refused. */
export function readAuthorization({ headers, url }: SignedRequest): Authorization {
  const header = headers.get('authorization')
  const inQuery = ['X-Amz-Algorithm', SIGNATURE_PARAMETER].find((name) =>
    url.searchParams.has(name),
  )
  if (header === null && inQuery === undefined) {
    throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token')
  }
  if (header === null) return readQuery(url.searchParams)
  if (inQuery === undefined) return readHeader(header, headers)
  throw new ServiceError(
    'InvalidSignatureException',
    `Found both '${inQuery}' as a query-string param and 'Authorization' as HTTP header.`,
  )
}

/** The access key id that a request claims, be the rest of its signature right or wrong. */
export function readAccessKeyId({ headers, url }: SignedRequest): string | undefined {
  const inHeader = /\bCredential=([^\s,/]+)/.exec(headers.get('authorization') ?? '')?.[1]
  return inHeader ?? (url.searchParams.get('X-Amz-Credential')?.split('/')[0] || undefined)
}

/** The session token that a request claims, likewise. */
export function readSessionToken({ headers, url }: SignedRequest): string | undefined {
  return headers.get(TOKEN) ?? url.searchParams.get(TOKEN) ?? undefined
}

function readHeader(header: string, headers: Headers): Authorization {
  const [, algorithm = '', list = ''] = /^(\S*)(.*)$/.exec(header) ?? []
  const parameters = new URLSearchParams()
  for (const parameter of list.split(',')) {
    const [name = '', ...value] = parameter.trim().split('=')
    parameters.append(name, value.join('='))
  }
  const parameter = (name: string) =>
    only(parameters, name, `Authorization header requires '${name}' parameter.`)
  const [credential, signature, signedHeaders, date] = allOf([
    parameter('Credential'),
    parameter('Signature'),
    parameter('SignedHeaders'),
    {
      value: headers.get('x-amz-date') ?? headers.get('date'),
      complaint:
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    },
  ])
  const token = headers.get(TOKEN)
  return {
    algorithm,
    credential,
    signature,
    signedHeaders: signedHeaders.split(';'),
    date,
    ...(token !== null && { sessionToken: token }),
  }
}

function readQuery(query: URLSearchParams): Authorization {
  const parameter = (name: string) =>
    only(query, name, `AWS query-string parameters must include '${name}'.`)
  const [algorithm, credential, signature, signedHeaders, date] = allOf([
    parameter('X-Amz-Algorithm'),
    parameter('X-Amz-Credential'),
    parameter(SIGNATURE_PARAMETER),
    parameter('X-Amz-SignedHeaders'),
    parameter('X-Amz-Date'),
  ])
  const expires = query.get('X-Amz-Expires')
  const token = query.get(TOKEN)
  return {
    algorithm,
    credential,
    signature,
    signedHeaders: signedHeaders.split(';'),
    date,
    ...(expires !== null && { expires }),
    ...(token !== null && { sessionToken: token }),
  }
}

interface Part {
  readonly value: string | null
  /** What to say when it is missing. */
  readonly complaint: string
}

/** A parameter that is there twice is as good as missing. */
function only(parameters: URLSearchParams, name: string, complaint: string): Part {
  const values = parameters.getAll(name)
  return { value: values.length === 1 ? (values[0] ?? null) : null, complaint }
}

/** The parts' values; what is missing is named in one message, as AWS does. */
function allOf<const Parts extends readonly Part[]>(
  parts: Parts,
): { [Index in keyof Parts]: string } {
  const missing = parts.filter(({ value }) => !value)
  if (missing.length > 0) {
    const complaints = missing.map(({ complaint }) => complaint)
    throw new ServiceError('IncompleteSignatureException', complaints.join(' '))
  }
  return parts.map(({ value }) => value ?? '') as { [Index in keyof Parts]: string } // as many as parts
}
