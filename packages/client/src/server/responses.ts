import { AuthError } from '../core/errors.ts'

/** A request that is refused before it reaches anything. */
export class Refusal extends Error {
  readonly status: number
  readonly recoverySuggestion: string | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    message: string,
    recoverySuggestion?: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
    this.name = 'RequestRefused'
    this.status = status
    this.recoverySuggestion = recoverySuggestion
    this.headers = headers
  }
}

/** Errors that are not the service's, and what they are in HTTP. */
const STATUSES: Readonly<Record<string, number>> = { UserUnAuthenticatedException: 401 }

/** An error as the page gets it: an AuthError whole, anything else without a detail. */
export function toResponse(error: unknown): Response {
  if (error instanceof Refusal) {
    const { name, message, recoverySuggestion, status, headers } = error
    return Response.json({ name, message, recoverySuggestion }, { status, headers })
  }
  if (!(error instanceof AuthError)) {
    console.error(error)
    return Response.json({ name: 'Unknown', message: 'Something failed.' }, { status: 500 })
  }
  const { name, recoverySuggestion } = error
  if (name === 'NetworkError') {
    console.error(error) // it names the service's address, which may be none of the page's business
    return Response.json({ name, message: 'The service did not answer.' }, { status: 502 })
  }
  return Response.json(
    { name, message: error.message, recoverySuggestion },
    { status: statusOf(error) },
  )
}

/** An answer of the service that is no error by its status is one all the same: a proxy's page, say. */
function statusOf({ name, metadata }: AuthError): number {
  if (!metadata) return STATUSES[name] ?? 400
  return metadata.httpStatusCode >= 400 ? metadata.httpStatusCode : 502
}
