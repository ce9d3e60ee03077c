import type { SigningKey } from '../records/signing-key.ts'
import type { Queries } from './queries.ts'
import type { Tables } from './tables.ts'

export const keysIn = (db: Queries) => ({
  async byKid(kid: string): Promise<SigningKey | undefined> {
    const row = await db
      .selectFrom('signing_keys')
      .selectAll()
      .where('kid', '=', kid)
      .executeTakeFirst()
    return row && toKey(row)
  },

  async ofPool(poolId: string): Promise<SigningKey[]> {
    const rows = await db
      .selectFrom('signing_keys')
      .selectAll()
      .where('pool_id', '=', poolId)
      .orderBy('token_use')
      .execute()
    return rows.map(toKey)
  },

  async insert(key: SigningKey, now: number): Promise<void> {
    await db
      .insertInto('signing_keys')
      .values({
        kid: key.kid,
        pool_id: key.poolId,
        token_use: key.use,
        public_key: key.publicKey,
        sealed_private_key: key.sealedPrivateKey,
        created_at: now,
      })
      .execute()
  },
})

const toKey = (row: Tables['signing_keys']): SigningKey => ({
  kid: row.kid,
  poolId: row.pool_id,
  use: row.token_use === 'id' ? 'id' : 'access',
  publicKey: row.public_key,
  sealedPrivateKey: row.sealed_private_key,
})
