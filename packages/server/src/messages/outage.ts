import type { Channel, Sender } from '../ports/sender.ts'

/** A sender that tests can let fail. */
export interface Outage extends Sender {
  /** From now on nothing goes out by this channel. */
  fail(channel: Channel): void
  /** Everything goes out again. */
  restore(): void
}

/** Wraps a sender so that a test sees what its application does when a message cannot be delivered. */
export function makeOutage(sender: Sender): Outage {
  const failing = new Set<Channel>()
  return {
    async send(message) {
      if (failing.has(message.channel))
        throw new Error(`${message.channel} fails, as a test asked for`)
      await sender.send(message)
    },
    fail: (channel) => void failing.add(channel),
    restore: () => failing.clear(),
  }
}
