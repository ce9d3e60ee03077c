/** One call of Amazon's JSON protocol: bytes out, a document or an AuthError back. */
import { AuthError } from '../core/errors.ts'
import { suggestionFor } from './suggestions.ts'

const ATTEMPTS = 3
const FIRST_PAUSE_MS = 50

export interface Call {
  readonly url: string
  readonly target: string
  readonly input: unknown
  /** Whether asking twice does no more than asking once. */
  readonly isRepeatable: boolean
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: typeof fetch
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number
}

/**
 * Sends a call. What may be repeated is, where the network or the server failed.
 *
 * @throws AuthError named as the service's error, or `NetworkError` when there was no answer in time.
 */
export async function send(call: Call): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await sendOnce(call)
    } catch (error) {
      if (attempt === ATTEMPTS || !call.isRepeatable || !isPassing(error)) throw error
      await pause(FIRST_PAUSE_MS * 2 ** attempt * (1 + Math.random()), call.signal)
    }
  }
}

async function sendOnce({
  url,
  target,
  input,
  headers,
  fetch,
  signal,
  timeoutMs,
}: Call): Promise<unknown> {
  const timeout = AbortSignal.timeout(timeoutMs)
  let response: Response
  let text: string
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': target,
        'cache-control': 'no-store',
        'x-amz-user-agent': 'poolhouse-client/0.1.0',
        ...headers,
      },
      body: JSON.stringify(input),
      cache: 'no-store',
      // A redirect would take passwords and tokens to wherever it says.
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    })
    text = await response.text()
  } catch (underlyingError) {
    signal?.throwIfAborted()
    throw new AuthError('NetworkError', `${target} could not reach ${url}.`, {
      recoverySuggestion: 'Check the connection and the endpoint, which must not redirect.',
      underlyingError,
    })
  }
  const body = parse(text)
  if (response.ok && body) return body
  throw errorOf(response, body ?? {}, url)
}

/** An empty answer is an empty document: some operations have nothing to say. */
function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  if (text === '') return {}
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body ? (body as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** The error's name stands in a header or in the body, with a namespace before `#` or a link after `:`. */
function errorOf(
  { headers, status }: Response,
  body: Readonly<Record<string, unknown>>,
  url: string,
): AuthError {
  const code = headers.get('x-amzn-errortype') ?? body.code ?? body.__type ?? ''
  const name = String(code).split(/[,:]/)[0]?.split('#').at(-1) || 'UnknownError'
  const message = String(body.message ?? body.Message ?? `${url} answered ${status}.`)
  const requestId = headers.get('x-amzn-requestid') ?? undefined
  return new AuthError(name, message, {
    recoverySuggestion: suggestionFor(name),
    metadata: { requestId, httpStatusCode: status },
  })
}

/**
 * What passes, by name and status: what Amplify repeats of what these services answer. Not
 * LimitExceededException, though: a limit that was reached is a decision.
 */
const PASSING = /NetworkError|TooManyRequests|Throttl|LimitExceeded | 429| 5/

/** Whether it may go better the next time. */
const isPassing = (error: unknown): boolean =>
  error instanceof AuthError && PASSING.test(`${error.name} ${error.metadata?.httpStatusCode}`)

/** Waits, unless the signal is aborted first. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const passed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  return untilAborted(passed, signal).finally(() => clearTimeout(timer))
}

/** What the promise comes to, or the signal's reason at once when it is aborted. */
export function untilAborted<Value>(
  promise: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort)
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
    if (signal.aborted) abort()
  })
}
