import type { Channel, Sender } from '../ports/sender.ts'

/** Sends each message by the sender of its channel; a channel without one delivers nothing. */
export const sendByChannel = (senders: Readonly<Record<Channel, Sender | undefined>>): Sender => ({
  async send(message) {
    const sender = senders[message.channel]
    if (!sender) throw new Error(MISSING[message.channel])
    await sender.send(message)
  },
  isLocal: (channel) => senders[channel]?.isLocal?.(channel) ?? true,
})

/** For the log: whoever runs the service learns what to do. */
const MISSING: Readonly<Record<Channel, string>> = {
  email: 'nothing that sends email is configured: set POOLHOUSE_SMTP_URL or POOLHOUSE_WEBHOOK_URL',
  sms: 'nothing that sends SMS is configured: set POOLHOUSE_SNS_ENDPOINT or POOLHOUSE_WEBHOOK_URL',
}
