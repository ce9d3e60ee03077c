import { type Invoke, post, readAnswer, readFunctionError, refusedBy } from './invoke.ts'

/**
 * A function behind an address: the event is posted to it as JSON, and with a status of 2xx it answers the
 * event with its response filled in. To refuse, it answers 4xx with `{ "errorMessage": "why" }`.
 */
export const httpEndpoint =
  (url: URL): Invoke =>
  async (_target, event, signal) => {
    const headers = { 'content-type': 'application/json' }
    const response = await post(url, JSON.stringify(event), headers, signal)
    if (response.ok) return await readAnswer(response)
    const isRefusal = response.status >= 400 && response.status < 500
    const failure =
      isRefusal && readFunctionError(await readAnswer(response).catch(() => undefined))
    throw failure || refusedBy(response)
  }
