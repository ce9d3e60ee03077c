import type { Passkey } from '../records/passkey.ts'
import type { Cursor } from './pools.ts'
import { changed, type Queries } from './queries.ts'
import type { Tables } from './tables.ts'

export const passkeysIn = (db: Queries) => ({
  /** All of a user's, in order of creation; `rules/passkeys` keeps them few. */
  async ofUser(userId: string): Promise<Passkey[]> {
    const rows = await db
      .selectFrom('passkeys')
      .selectAll()
      .where('user_id', '=', userId)
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    return rows.map(toPasskey)
  },

  /** The same, `limit` rows after the cursor. */
  async list(userId: string, limit: number, after?: Cursor): Promise<Passkey[]> {
    let query = db
      .selectFrom('passkeys')
      .selectAll()
      .where('user_id', '=', userId)
      .orderBy('created_at')
      .orderBy('id')
      .limit(limit)
    if (after) {
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('created_at', 'id'), '>', tuple(after.createdAt, after.id)),
      )
    }
    return (await query.execute()).map(toPasskey)
  },

  /** False when somebody registered a passkey under its id before. */
  async insert(passkey: Passkey): Promise<boolean> {
    const result = await db
      .insertInto('passkeys')
      .values({
        id: passkey.id,
        user_id: passkey.userId,
        public_key: passkey.publicKey,
        sign_count: passkey.signCount,
        name: passkey.name,
        relying_party: passkey.relyingParty,
        attachment: passkey.attachment ?? null,
        transports: JSON.stringify(passkey.transports),
        created_at: passkey.createdAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return Number(result.numInsertedOrUpdatedRows) === 1
  },

  /**
   * Moves the count of a passkey's signatures on. False when it was moved as far before, or the passkey is
   * gone: of two answers at once that carry one count, one wins. Zero stays zero (WebAuthn §6.1.1).
   */
  async advance({ id, userId }: Pick<Passkey, 'id' | 'userId'>, count: number): Promise<boolean> {
    const result = await db
      .updateTable('passkeys')
      .set({ sign_count: count })
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .where((e) => (count === 0 ? e('sign_count', '=', 0) : e('sign_count', '<', count)))
      .executeTakeFirst()
    return changed(result) === 1
  },

  /** False when the user has no such passkey. */
  async remove({ id, userId }: Pick<Passkey, 'id' | 'userId'>): Promise<boolean> {
    const result = await db
      .deleteFrom('passkeys')
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .executeTakeFirst()
    return changed(result) === 1
  },
})

const toPasskey = (row: Tables['passkeys']): Passkey => ({
  id: row.id,
  userId: row.user_id,
  publicKey: row.public_key,
  signCount: row.sign_count,
  name: row.name,
  relyingParty: row.relying_party,
  attachment: row.attachment ?? undefined,
  transports: JSON.parse(row.transports),
  createdAt: row.created_at,
})
