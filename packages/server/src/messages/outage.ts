import type { Channel, Message, Sender } from '../ports/sender.ts'

/** A sender that tests can let fail. */
export interface Outage extends Sender {
  /** From now on nothing goes out by this channel. */
  fail(channel: Channel): void
  /** Everything goes out again. */
  restore(): void
  /** Resolves once nothing is on its way any more. */
  settled(): Promise<void>
}

const CHANNELS: readonly string[] = ['email', 'sms'] satisfies Channel[]

/** Wraps a sender so that a test sees what its application does when a message cannot be delivered. */
export function makeOutage(sender: Sender): Outage {
  const failing = new Set<Channel>()
  const underWay = new Set<Promise<void>>()

  async function send(message: Message): Promise<void> {
    if (failing.has(message.channel))
      throw new Error(`${message.channel} fails, as a test asked for`)
    await sender.send(message)
  }

  return {
    async send(message) {
      const sending = send(message).finally(() => underWay.delete(sending))
      underWay.add(sending)
      await sending
    },
    isLocal: (channel) => sender.isLocal?.(channel) ?? false,
    settled: async () => {
      await Promise.allSettled(underWay)
    },
    fail(channel) {
      if (!CHANNELS.includes(channel)) throw new TypeError(`${channel} is neither email nor sms`)
      failing.add(channel)
    },
    restore: () => failing.clear(),
  }
}
