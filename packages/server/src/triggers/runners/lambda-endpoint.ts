import { type SigningKey, signRequest } from '../../crypto/sign-request.ts'
import {
  failedWith,
  type Invoke,
  post,
  readAnswer,
  readFunctionError,
  refusedBy,
} from './invoke.ts'

interface LambdaEndpoint {
  /** Of AWS Lambda in a region, or of whatever speaks its protocol. */
  readonly endpoint: URL
  readonly key: SigningKey
  /** Where an ARN does not say one. */
  readonly region: string
  readonly now: () => number
}

/**
 * A function of AWS Lambda, or of anything with its Invoke operation.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export const lambdaEndpoint =
  ({ endpoint, key, region, now }: LambdaEndpoint): Invoke =>
  async (target, event, signal) => {
    const path = `/2015-03-31/functions/${encodeURIComponent(target)}/invocations`
    const url = new URL(endpoint.pathname.replace(/\/$/, '') + path, endpoint)
    const body = JSON.stringify(event)
    const headers = {
      'content-type': 'application/json',
      'x-amz-invocation-type': 'RequestResponse',
    }
    const scope = { region: target.split(':')[3] || region, service: 'lambda' }
    const signed = signRequest(
      { method: 'POST', url, headers, body },
      { ...scope, key, now: now() },
    )
    const response = await post(url, body, signed, signal)
    if (response.status !== 200) throw refusedBy(response)
    const answer = await readAnswer(response)
    if (!response.headers.has('x-amz-function-error')) return answer
    throw readFunctionError(answer) ?? failedWith('no message')
  }
