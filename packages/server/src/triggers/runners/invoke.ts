import { FunctionError, InvocationError } from '../../ports/trigger-runner.ts'

/**
 * One way to a function: hands it the event and answers what it answered, as JSON would carry it.
 *
 * @param target the ARN under which the pool names it.
 * @param signal ends the wait for it.
 */
export type Invoke = (target: string, event: object, signal: AbortSignal) => Promise<unknown>

/** The longest answer that is read. Lambda's own limit is 6 MB; nothing a trigger answers comes near this one. */
const MOST_BYTES = 256 * 1024

/** The longest message of a function that is passed on. */
const LONGEST_MESSAGE = 1024

/** Sends an event over HTTP. A redirect is not followed: the event may hold a password. */
export async function post(
  url: URL,
  body: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Response> {
  try {
    return await fetch(url, { method: 'POST', body, headers, signal, redirect: 'manual' })
  } catch (error) {
    const message = `${url.host} cannot be reached`
    throw new InvocationError(message, { isPassing: true, cause: error })
  }
}

/** An answer other than the function's. Of failing servers none is asked again, as Cognito has it; a busy one is. */
export const refusedBy = ({ status }: Response): InvocationError =>
  new InvocationError(`the endpoint answered with HTTP ${status}`, { isPassing: status === 429 })

/** Reads an answer, and no more of it than may be. @throws InvocationError for more, or for what is no JSON. */
export async function readAnswer({ body }: Response): Promise<unknown> {
  const parts: Uint8Array[] = []
  let size = 0
  try {
    for await (const part of body ?? []) {
      size += part.length
      if (size > MOST_BYTES) break
      parts.push(part)
    }
  } catch (error) {
    throw new InvocationError('the answer broke off', { isPassing: true, cause: error })
  }
  if (size > MOST_BYTES) throw tooLong()
  return parseAnswer(Buffer.concat(parts).toString())
}

/** @throws InvocationError for text that is too long or no JSON. */
export function parseAnswer(text: string): unknown {
  if (Buffer.byteLength(text) > MOST_BYTES) throw tooLong()
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InvocationError('the answer is no JSON', { isPassing: false, cause: error })
  }
}

const tooLong = () =>
  new InvocationError(`the answer has more than ${MOST_BYTES} bytes`, { isPassing: false })

/** A function's own failure, as Lambda words it: `{ errorType, errorMessage }`. Undefined for anything else. */
export function readFunctionError(answer: unknown): FunctionError | undefined {
  if (typeof answer !== 'object' || answer === null || !('errorMessage' in answer)) return undefined
  return failedWith(answer.errorMessage)
}

/** The failure that a function's message tells of. */
export const failedWith = (message: unknown): FunctionError =>
  new FunctionError(String(message).slice(0, LONGEST_MESSAGE))
