import './node-version.ts'

export { type Listening, listen } from './http/listen.ts'
export type { InboxMessage } from './messages/inbox.ts'
export { openPoolhouse, type Poolhouse, type PoolhouseOptions } from './poolhouse.ts'
export type { Channel, Message, Sender } from './ports/sender.ts'
export type { TriggerFunction } from './triggers/runners/functions.ts'
