/** Whoever signs up waits for their message to be taken. */
const TIMEOUT_MS = 10_000

interface Sent {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly timeoutMs: number | undefined
}

/**
 * Posts a message to whoever carries it on. A redirect is not followed: the message holds a code.
 *
 * @throws Error that says why there is no answer, for the operator.
 */
export async function post(
  url: URL,
  { headers, body, timeoutMs = TIMEOUT_MS }: Sent,
): Promise<Response> {
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    return await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
  } catch (cause) {
    const why = signal.aborted ? `did not answer within ${timeoutMs} ms` : 'cannot be reached'
    throw new Error(`${url.host} ${why}`, { cause })
  }
}
