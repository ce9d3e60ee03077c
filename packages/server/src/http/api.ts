import { Hono } from 'hono'
import { answerAwsJson, type Edge } from './aws-json.ts'
import { answerAwsQuery } from './aws-query.ts'
import { isForm, otherService, refuseService } from './other-services.ts'
import { requestIdOf } from './request-id.ts'

/**
 * The AWS APIs, all of them at `/`: JSON where a target is named, the query protocol for forms. What is meant
 * for another service is told so: clients send everything here where AWS_ENDPOINT_URL names us.
 */
export function apiRoutes(edge: Edge): Hono {
  return new Hono()
    .use(async (context, next) => {
      const service = otherService(context.req.raw, edge.tables)
      return service === undefined ? await next() : refuseService(service)
    })
    .get('/', async (context, next) => {
      if (context.req.query('Action') === undefined) return await next()
      return await answerAwsQuery(context, edge, requestIdOf(context))
    })
    .post('/', (context) => {
      const answer = isForm(context.req.raw) ? answerAwsQuery : answerAwsJson
      return answer(context, edge, requestIdOf(context))
    })
}
