import type { Context } from 'hono'
import { ServiceError } from '../api/errors.ts'
import { operationNamed, type ServiceTable } from '../api/table.ts'
import type { Edge } from './aws-json.ts'
import { callerOf } from './caller.ts'
import { queryErrorOf } from './query-errors.ts'
import { readForm } from './query-form.ts'
import { mostBytes, readBody } from './read-body.ts'
import { escapeXml, writeXml } from './xml.ts'

/** One call of the query protocol, as far as it is known before its form is read. */
interface Named {
  readonly operation: string
  readonly table: ServiceTable | undefined
}

/**
 * The AWS query protocol, as STS and IAM speak it: the operation in the form field `Action`, the service by
 * its `Version`, answers in XML. A GET has its form in the query: a presigned `GetCallerIdentity` is what
 * clients hand to those who ask who they are.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export async function answerAwsQuery(
  context: Context,
  edge: Edge,
  requestId: string,
): Promise<Response> {
  const request = context.req.raw
  let named: Named = { operation: '', table: undefined }
  try {
    const body = await readBody(request, mostBytes(''))
    const fields = readFields(request, body)
    named = readName(fields, edge.tables)
    const { operation, table } = named
    const isKnown = table && operationNamed(table, operation)
    if (!isKnown || !isMethodFor(table, request)) throw unknownOperation(fields)
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
      body: () => readForm(fields, table, operation),
    })
    return respond(200, writeAnswer(named, output, requestId))
  } catch (error) {
    if (error instanceof ServiceError) return refuse(error, named, requestId)
    throw error
  }
}

function readFields({ method, url }: Request, body: Uint8Array): URLSearchParams {
  if (method !== 'GET') return new URLSearchParams(Buffer.from(body).toString('utf8'))
  const isSignature = (name: string) => name.toLowerCase().startsWith('x-amz-')
  return new URLSearchParams([...new URL(url).searchParams].filter(([name]) => !isSignature(name)))
}

/** A page of another origin can have a browser GET anything: only of a service that changes nothing. */
const isMethodFor = ({ signingName }: ServiceTable, { method }: Request): boolean =>
  method !== 'GET' || signingName === 'sts'

function readName(fields: URLSearchParams, tables: readonly ServiceTable[]): Named {
  const operation = fields.get('Action') ?? ''
  const version = fields.get('Version')
  return { operation, table: tables.find(({ query }) => query?.version === version) }
}

/** In AWS's words; what was asked for is cut, since it may be anything. */
function unknownOperation(fields: URLSearchParams): ServiceError {
  const operation = (fields.get('Action') ?? '').slice(0, 128)
  const version = (fields.get('Version') ?? 'NO_VERSION_SPECIFIED').slice(0, 32)
  const message = `Could not find operation ${operation} for version ${version}`
  return new ServiceError('UnknownOperationException', message)
}

/** An operation without an output has no result element either. */
function writeAnswer({ operation, table }: Named, output: object, requestId: string): string {
  const result =
    table?.operations[operation]?.output == null ? '' : writeXml(`${operation}Result`, output)
  const metadata = writeXml('ResponseMetadata', { RequestId: requestId })
  return `<${operation}Response xmlns="${namespaceOf(table)}">${result}${metadata}</${operation}Response>`
}

function refuse(error: ServiceError, { operation, table }: Named, requestId: string): Response {
  const { code, status } = queryErrorOf(error, table, operation)
  const type = status >= 500 ? 'Receiver' : 'Sender'
  const told = writeXml('Error', { Type: type, Code: code, Message: error.message })
  const id = `<RequestId>${escapeXml(requestId)}</RequestId>`
  return respond(
    status,
    `<ErrorResponse xmlns="${namespaceOf(table)}">${told}${id}</ErrorResponse>`,
  )
}

const STS_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/'
const namespaceOf = (table: ServiceTable | undefined) => table?.query?.namespace ?? STS_NAMESPACE

const respond = (status: number, body: string) =>
  new Response(body, {
    status,
    headers: { 'content-type': 'text/xml', 'cache-control': 'no-store' },
  })
