import type { OpenIdKey } from '../records/open-id-key.ts'
import type { Queries } from './queries.ts'

/** The slot of the key that signs. */
const CURRENT = 'current'

export const openIdKeysIn = (db: Queries) => ({
  /** What OpenID tokens are signed with now, or undefined before the first. */
  async current(): Promise<OpenIdKey | undefined> {
    const row = await db
      .selectFrom('open_id_keys')
      .selectAll()
      .where('slot', '=', CURRENT)
      .executeTakeFirst()
    if (!row) return undefined
    return {
      kid: row.kid,
      publicKey: row.public_key,
      sealedPrivateKey: row.sealed_private_key,
    }
  },

  /** Keeps the first key; does nothing when there is one. */
  async insert(key: OpenIdKey, now: number): Promise<void> {
    await db
      .insertInto('open_id_keys')
      .values({
        slot: CURRENT,
        kid: key.kid,
        public_key: key.publicKey,
        sealed_private_key: key.sealedPrivateKey,
        created_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  },
})
