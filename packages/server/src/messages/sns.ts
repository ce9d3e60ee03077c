import { type SigningKey, signRequest } from '../crypto/sign-request.ts'
import type { Sender } from '../ports/sender.ts'
import { post } from './post.ts'

export interface SnsOptions {
  /** Of Amazon SNS in a region, or of whatever speaks its protocol: `https://sns.eu-west-1.amazonaws.com`. */
  readonly endpoint: string
  readonly key: SigningKey
  readonly timeoutMs?: number
}

interface Surroundings {
  readonly clock: { now(): number }
  /** Where the endpoint's name does not say one. */
  readonly identity: { readonly region: string }
}

/**
 * Sends SMS by Amazon SNS: the operation Publish of its query protocol.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function makeSnsSender(
  { endpoint, key, timeoutMs }: SnsOptions,
  { clock, identity }: Surroundings,
): Sender {
  const url = new URL(endpoint)
  const region = /^sns\.([a-z\d-]+)\.amazonaws\.com/.exec(url.hostname)?.[1] ?? identity.region
  return {
    async send({ channel, to, body: text }) {
      if (channel !== 'sms') throw new Error('SNS carries SMS only')
      const body = publish(to, text)
      const headers = signRequest(
        {
          method: 'POST',
          url,
          headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
          body,
        },
        { service: 'sns', region, key, now: clock.now() },
      )
      const response = await post(url, { headers, body, timeoutMs })
      if (response.ok) return await response.body?.cancel()
      // The code is all that is passed on of it: its message may repeat what was sent.
      const [, code] = /<Code>(\w{1,64})<\/Code>/.exec(await response.text()) ?? []
      throw new Error(`SNS answered with HTTP ${response.status}${code ? ` ${code}` : ''}`)
    },
  }
}

/** Codes are wanted at once: "Transactional" puts reliability before cost (SNS developer guide, SMS attributes). */
const publish = (phone: string, text: string): string =>
  new URLSearchParams({
    Action: 'Publish',
    Version: '2010-03-31',
    PhoneNumber: phone,
    Message: text,
    'MessageAttributes.entry.1.Name': 'AWS.SNS.SMS.SMSType',
    'MessageAttributes.entry.1.Value.DataType': 'String',
    'MessageAttributes.entry.1.Value.StringValue': 'Transactional',
  }).toString()
