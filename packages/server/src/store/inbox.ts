import type { Queries } from './queries.ts'

/** A message as the development inbox keeps it, already in the shape it is shown in. */
export interface StoredMessage {
  readonly id: string
  readonly poolId: string
  readonly username: string
  readonly address: string
  readonly message: string
  readonly sentAt: number
}

export const inboxIn = (db: Queries) => ({
  async insert(entry: StoredMessage): Promise<void> {
    await db
      .insertInto('inbox_messages')
      .values({
        id: entry.id,
        pool_id: entry.poolId,
        username: entry.username,
        address: entry.address,
        message: entry.message,
        sent_at: entry.sentAt,
      })
      .execute()
  },

  /** The newest first. `to` is a user name or an address. */
  async newest(limit: number, to?: string): Promise<string[]> {
    let query = db
      .selectFrom('inbox_messages')
      .select('message')
      .orderBy('sent_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
    if (to !== undefined) {
      query = query.where((e) => e.or([e('username', '=', to), e('address', '=', to)]))
    }
    return (await query.execute()).map((row) => row.message)
  },

  async removeBefore(time: number): Promise<void> {
    await db.deleteFrom('inbox_messages').where('sent_at', '<', time).execute()
  },
})
