import { ServiceError } from '../api/errors.ts'
import type { ServiceTable } from '../api/table.ts'
import { refuse } from './aws-json.ts'
import { escapeXml } from './xml.ts'

/** Whether a request speaks the query protocol. */
export const isForm = ({ headers }: Request): boolean =>
  !headers.get('x-amz-target') &&
  headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') === true

/** The service that a request is meant for, where that is none of ours: by its signature, unless it names us. */
export function otherService(
  request: Request,
  tables: readonly ServiceTable[],
): string | undefined {
  const service = signedFor(request)
  if (service === undefined || isForm(request)) return undefined
  const [prefix = ''] = (request.headers.get('x-amz-target') ?? '').split('.')
  const isOurs = tables.some(
    ({ signingName, targetPrefix }) =>
      signingName === service || (prefix !== '' && targetPrefix === prefix),
  )
  return isOurs ? undefined : service
}

/** The service in a request's credential scope; none where it is not signed, or not in that form. */
function signedFor({ headers, url }: Request): string | undefined {
  const inHeader = /\bCredential=([^\s,]+)/.exec(headers.get('authorization') ?? '')?.[1]
  const credential = inHeader ?? new URL(url).searchParams.get('X-Amz-Credential')
  const [, , , service, terminator] = credential?.split('/') ?? []
  return terminator === 'aws4_request' && service !== '' ? service : undefined
}

/** Whose clients read errors as XML; the others read JSON, and the name in a header. */
const IN_XML = new Set(['s3', 's3express', 'cloudfront', 'route53', 'ec2', 'sns', 'autoscaling'])

/** Tells a client that it came to the wrong door, and how it finds the right one. */
export function refuseService(service: string): Response {
  const name = service.slice(0, 64).replace(/[^\w-]/g, '')
  const variable = `AWS_ENDPOINT_URL_${name.toUpperCase().replaceAll('-', '_')}`
  const message = `Poolhouse is no ${name}. Where AWS_ENDPOINT_URL sends every service here, unset it or set ${variable} too.`
  if (!IN_XML.has(service)) return refuse(new ServiceError('UnknownOperationException', message))
  const told = `<Code>UnknownOperationException</Code><Message>${escapeXml(message)}</Message>`
  const body = service.startsWith('s3')
    ? `<Error>${told}</Error>`
    : `<ErrorResponse><Error><Type>Sender</Type>${told}</Error></ErrorResponse>`
  return new Response(body, { status: 400, headers: { 'content-type': 'application/xml' } })
}
