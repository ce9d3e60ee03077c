import { createHmac } from 'node:crypto'
import type { Sender } from '../ports/sender.ts'
import { post } from './post.ts'

/** "Between 24 bytes and 64 bytes" (Standard Webhooks, signature scheme). */
const FEWEST_SECRET_BYTES = 24

export interface WebhookOptions {
  readonly url: string
  /** What messages are signed with: 24 to 64 bytes. */
  readonly secret: Uint8Array
  readonly timeoutMs?: number
}

interface Surroundings {
  readonly clock: { now(): number }
  readonly random: { uuid(): string }
}

/**
 * Posts messages of both channels as signed JSON to whoever sends them, in the form of Standard Webhooks, which
 * libraries of many languages verify. 2xx says that a message was taken; nothing is sent twice.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function makeWebhookSender(
  { url, secret, timeoutMs }: WebhookOptions,
  { clock, random }: Surroundings,
): Sender {
  if (secret.length < FEWEST_SECRET_BYTES)
    throw new Error(`The secret of the message webhook must have ${FEWEST_SECRET_BYTES} bytes.`)
  const address = new URL(url)
  return {
    async send(message) {
      const now = clock.now()
      const id = `msg_${random.uuid()}`
      const timestamp = String(Math.floor(now / 1000))
      const body = JSON.stringify({
        type: 'message.send',
        timestamp: new Date(now).toISOString(),
        data: message,
      })
      const signature = createHmac('sha256', secret)
        .update(`${id}.${timestamp}.${body}`)
        .digest('base64')
      const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${signature}`,
      }
      const response = await post(address, { headers, body, timeoutMs })
      await response.body?.cancel()
      if (!response.ok) throw new Error(`the webhook answered with HTTP ${response.status}`)
    },
  }
}
