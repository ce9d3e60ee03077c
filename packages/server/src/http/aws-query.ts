import type { Context } from 'hono'
import { ServiceError } from '../api/errors.ts'
import type { Edge } from './aws-json.ts'
import { callerOf } from './caller.ts'
import { mostBytes, readBody } from './read-body.ts'

const CONTENT_TYPE = 'text/xml'

/**
 * The AWS query protocol, as STS speaks it: the operation in the form field `Action`, answers in XML.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export async function answerAwsQuery(
  context: Context,
  edge: Edge,
  requestId: string,
): Promise<Response> {
  const request = context.req.raw
  const table = edge.tables.find(({ protocol }) => protocol === 'aws-query')
  try {
    const body = await readBody(request, mostBytes(''))
    const fields = new URLSearchParams(Buffer.from(body).toString('utf8'))
    if (!table) throw new ServiceError('UnknownOperationException')
    const signed = {
      method: request.method,
      url: new URL(request.url),
      headers: request.headers,
      body,
    }
    await edge.call({
      table,
      operation: fields.get('Action') ?? '',
      requestId,
      caller: callerOf(context),
      authenticate: () => edge.authenticate(signed, table.signingName),
      body: () => Object.fromEntries(fields),
    })
    throw new ServiceError('NotImplementedException', 'STS does not work yet: see /status')
  } catch (error) {
    if (error instanceof ServiceError) return refuse(error, requestId)
    throw error
  }
}

function refuse(error: ServiceError, requestId: string): Response {
  const isOurs = error.code === 'InternalErrorException'
  const code = error.code === 'UnknownOperationException' ? 'InvalidAction' : error.code
  const body = `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>${isOurs ? 'Receiver' : 'Sender'}</Type><Code>${escapeXml(code)}</Code><Message>${escapeXml(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`
  const headers = { 'content-type': CONTENT_TYPE }
  return new Response(body, { status: isOurs ? 500 : 400, headers })
}

const escapeXml = (text: string) =>
  text.replace(/[<>&]/g, (sign) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;' })[sign] ?? sign)
