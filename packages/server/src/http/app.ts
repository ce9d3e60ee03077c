import { Hono } from 'hono'
import { ServiceError } from '../api/errors.ts'
import type { Logger } from '../ports/logger.ts'
import { refuse } from './aws-json.ts'
import { CORS, preflight } from './cors.ts'
import { foreignRequest } from './loopback-guard.ts'
import { giveRequestId, requestIdOf } from './request-id.ts'

interface AppOptions {
  readonly logger: Logger
  readonly newRequestId: () => string
  /** Runs what answers a request, so that its log lines carry the id. */
  readonly inRequest: <Result>(requestId: string, run: () => Result) => Result
  /** Milliseconds. */
  readonly now: () => number
  /** Development only: which hosts and origins may reach it. */
  readonly isAllowedHost: ((hostname: string) => boolean) | undefined
  /** The rooms that answer requests, in the order in which they are asked. */
  readonly routes: readonly Hono[]
}

/** The whole service as one function from Request to Response. */
export function makeApp(options: AppOptions): Hono {
  const { logger, newRequestId, inRequest, now, isAllowedHost, routes } = options
  const app = new Hono()

  app.use(async (context, next) => {
    giveRequestId(context, newRequestId())
    const foreign = isAllowedHost && foreignRequest(context.req.raw, isAllowedHost)
    if (foreign) context.res = refused(foreign)
    else if (context.req.method === 'OPTIONS') context.res = preflight()
    else await inRequest(requestIdOf(context), next)
    // Clients set their clock by this and sign with it: it must be the clock that checks signatures.
    const date = new Date(now()).toUTCString()
    const headers = { ...CORS, ...SAFETY, date, 'x-amzn-RequestId': requestIdOf(context) }
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value)
  })
  for (const room of routes) app.route('/', room)
  app.notFound(() => new Response('Not found. The API is at POST /.\n', { status: 404 }))
  app.onError((error, context) => {
    logger.error({ requestId: requestIdOf(context), err: error }, 'request failed')
    return refuse(new ServiceError('InternalErrorException', 'Internal error'))
  })
  return app
}

/** Whoever asks from elsewhere learns why, and nothing else. */
function refused(error: ServiceError): Response {
  const response = refuse(error)
  return new Response(response.body, { status: 403, headers: response.headers })
}

const SAFETY: Readonly<Record<string, string>> = { 'x-content-type-options': 'nosniff' }
