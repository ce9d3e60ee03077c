import type { Channel, Sender } from '../ports/sender.ts'

/** Sends each message by the sender of its channel; a channel without one delivers nothing. */
export const sendByChannel = (senders: Readonly<Partial<Record<Channel, Sender>>>): Sender => ({
  async send(message) {
    const sender = senders[message.channel]
    if (!sender) throw new Error(`no sender is configured for ${message.channel}`)
    await sender.send(message)
  },
})
