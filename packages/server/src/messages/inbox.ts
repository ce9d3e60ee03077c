import type { Message, Sender } from '../ports/sender.ts'
import type { Services } from '../store/services.ts'

/** A message as the development inbox shows it. */
export interface InboxMessage {
  readonly to: string
  readonly channel: 'email' | 'sms'
  readonly userPoolId: string
  readonly username: string
  readonly purpose: string
  readonly code: string
  /** Null for SMS. */
  readonly subject: string | null
  readonly body: string
  /** ISO 8601. */
  readonly sentAt: string
}

type Needs = Pick<Services, 'write' | 'inbox' | 'random' | 'clock'>

/** Development only: keeps messages instead of sending them, in the store, so that a restart loses none. */
export function makeInboxSender(services: Pick<Needs, 'write' | 'random' | 'clock'>): Sender {
  // Messages of one millisecond keep the order in which they were sent.
  let sent = 0
  return { send, isLocal: () => true }

  async function send(message: Message): Promise<void> {
    const sentAt = services.clock.now()
    const order = String(sent++).padStart(12, '0')
    const shown: InboxMessage = {
      to: message.to,
      channel: message.channel,
      userPoolId: message.userPoolId,
      username: message.username,
      purpose: message.purpose,
      code: message.code,
      subject: message.subject ?? null,
      body: message.body,
      sentAt: new Date(sentAt).toISOString(),
    }
    await services.write(({ inbox }) =>
      inbox.insert({
        id: `${order} ${services.random.uuid()}`,
        poolId: message.userPoolId,
        username: message.username,
        address: message.to,
        message: JSON.stringify(shown),
        sentAt,
      }),
    )
  }
}

/** The newest first; `to` is a user name or an address. */
export const readInbox = async (
  { inbox }: Pick<Needs, 'inbox'>,
  { limit = 100, to }: { limit?: number; to?: string } = {},
): Promise<InboxMessage[]> => (await inbox.newest(limit, to)).map((message) => JSON.parse(message))
