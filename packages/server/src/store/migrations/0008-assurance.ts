import { type ColumnDataType, type Kysely, sql } from 'kysely'
import type { ColumnTypes, Migration } from './migration.ts'

/**
 * What was proven when a session was opened, for the `acr` and `amr` of all its tokens; and whether a user's passkeys
 * are two factors in one: null where they never said.
 */
export const assurance: Migration = { id: 8, name: 'assurance', up }

async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const text = sql.raw<string>(types.text) as unknown as ColumnDataType // a raw type is a data type to Kysely
  await db.schema.alterTable('sessions').addColumn('proven', text).execute()
  await db.schema.alterTable('user_mfa').addColumn('passkey', 'integer').execute()
}
