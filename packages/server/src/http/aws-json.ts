import type { Context } from 'hono'
import { ServiceError } from '../api/errors.ts'
import type { ServiceTable } from '../api/table.ts'
import type { Call } from '../call/request.ts'
import type { SignedRequest } from '../crypto/sigv4.ts'
import type { Signer } from '../records/principal.ts'
import { callerOf } from './caller.ts'
import { mostBytes, readBody } from './read-body.ts'

const CONTENT_TYPE = 'application/x-amz-json-1.1'

/** What the edges of the AWS protocols are given. */
export interface Edge {
  readonly call: (call: Call) => Promise<object>
  readonly tables: readonly ServiceTable[]
  /** Whose signature a request carries. @throws ServiceError when it carries none that holds. */
  readonly authenticate: (request: SignedRequest, service: string) => Signer
}

/**
 * AWS JSON 1.1: the operation in `X-Amz-Target`, input and output as JSON.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export async function answerAwsJson(
  context: Context,
  edge: Edge,
  requestId: string,
): Promise<Response> {
  const request = context.req.raw
  const [prefix = '', ...rest] = (request.headers.get('x-amz-target') ?? '').split('.')
  const operation = rest.join('.')
  const table = edge.tables.find(({ targetPrefix }) => targetPrefix === prefix && prefix !== '')
  try {
    if (!table) throw new ServiceError('UnknownOperationException')
    const body = await readBody(request, mostBytes(operation))
    const signed = {
      method: request.method,
      url: new URL(request.url),
      headers: request.headers,
      body,
    }
    const output = await edge.call({
      table,
      operation,
      requestId,
      caller: callerOf(context),
      authenticate: () => edge.authenticate(signed, table.signingName),
      body: () => parseJson(body),
    })
    return respond(200, output, {})
  } catch (error) {
    if (error instanceof ServiceError) return refuse(error)
    throw error
  }
}

/** @throws SerializationException for what is no JSON. */
function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new ServiceError('SerializationException')
  }
}

/** Practically every client fault is a 400 on this protocol, whatever the SDK's own model says. */
const STATUS: Readonly<Partial<Record<ServiceError['code'], number>>> = {
  InternalErrorException: 500,
  RequestEntityTooLargeException: 413,
}

/** Clients look for the name in the header, then in the body; both carry it, without a namespace. */
export function refuse(error: ServiceError): Response {
  const body = {
    __type: error.code,
    ...(error.message && { message: error.message }),
    ...(error.reasonCode && { reasonCode: error.reasonCode }),
  }
  return respond(STATUS[error.code] ?? 400, body, {
    'x-amzn-ErrorType': `${error.code}:`,
    ...(error.message && { 'x-amzn-ErrorMessage': headerText(error.message) }),
  })
}

/** Most of a message as a header may carry it: visible ASCII, one line. */
const headerText = (message: string) =>
  message
    .slice(0, 1024)
    .replace(/[^\x20-\x7e]/g, ' ')
    .trim()

const respond = (status: number, body: object, headers: Record<string, string>) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': CONTENT_TYPE, 'cache-control': 'no-store', ...headers },
  })
