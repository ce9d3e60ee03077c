import { AuthError } from '../core/errors.ts'

/** A request that is refused before it reaches anything. */
export class Refusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'RequestRefused'
    this.status = status
  }
}

type Input = Readonly<Record<string, unknown>>

/** Characters; what signs people in and up is far shorter. */
const LONGEST_INPUT = 65_536

/** Errors that are not the service's, and what they are in HTTP. */
const STATUSES: Readonly<Record<string, number>> = {
  NetworkError: 502,
  UserUnAuthenticatedException: 401,
}

/** @throws Refusal when the body is not a JSON object: a form of another site can send none. */
export async function readInput(request: Request): Promise<Input> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json\s*(;|$)/i.test(type)) throw new Refusal(415, 'Send application/json.')
  if (Number(request.headers.get('content-length')) > LONGEST_INPUT) throw tooLong()
  const text = await request.text()
  if (text.length > LONGEST_INPUT) throw tooLong()
  try {
    const input: unknown = JSON.parse(text || '{}')
    if (typeof input === 'object' && input && !Array.isArray(input)) return input as Input
  } catch {
    // The same refusal as for JSON that is no object.
  }
  throw new Refusal(400, 'Send a JSON object.')
}

const tooLong = (): Refusal => new Refusal(413, `Send at most ${LONGEST_INPUT} characters.`)

/** An error as the page gets it: an AuthError whole, anything else without a detail. */
export function toResponse(error: unknown): Response {
  if (error instanceof Refusal) {
    return Response.json({ name: error.name, message: error.message }, { status: error.status })
  }
  if (!(error instanceof AuthError)) {
    console.error(error)
    return Response.json({ name: 'Unknown', message: 'Something failed.' }, { status: 500 })
  }
  const { name, message, recoverySuggestion, metadata } = error
  const status = metadata?.httpStatusCode ?? STATUSES[name] ?? 400
  return Response.json({ name, message, recoverySuggestion }, { status })
}
