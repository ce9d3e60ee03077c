import { Hono } from 'hono'
import { answerAwsJson, type Edge } from './aws-json.ts'
import { answerAwsQuery } from './aws-query.ts'
import { requestIdOf } from './request-id.ts'

/** The AWS APIs, all of them at `POST /`: JSON where a target is named, the query protocol for forms. */
export function apiRoutes(edge: Edge): Hono {
  return new Hono().post('/', (context) => {
    const isForm = context.req
      .header('content-type')
      ?.startsWith('application/x-www-form-urlencoded')
    const answer = isForm && !context.req.header('x-amz-target') ? answerAwsQuery : answerAwsJson
    return answer(context, edge, requestIdOf(context))
  })
}
