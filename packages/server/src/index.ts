export { type Listening, listen } from './http/listen.ts'
export type { InboxMessage } from './messages/inbox.ts'
export type { Channel, Message, Sender } from './ports/sender.ts'
export { openPoolhouse, type Poolhouse, type PoolhouseOptions } from './poolhouse.ts'
