import { type ColumnDataType, type Kysely, sql } from 'kysely'
import type { ColumnTypes, Migration } from './migration.ts'

/** Identity pools, the identities in them with their logins, and what their OpenID tokens are signed with. */
export const identityPools: Migration = { id: 7, name: 'identity pools', up }

async function up(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const text = sql.raw<string>(types.text) as unknown as ColumnDataType // a raw type is a data type to Kysely
  const schema = db.schema

  await schema
    .createTable('identity_pools')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('document', text, (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('modified_at', 'bigint', (c) => c.notNull())
    .execute()
  await schema
    .createIndex('identity_pools_by_creation')
    .on('identity_pools')
    .columns(['created_at', 'id'])
    .execute()

  await schema
    .createTable('identity_pool_settings')
    .addColumn('identity_pool_id', text, (c) =>
      c.notNull().references('identity_pools.id').onDelete('cascade'),
    )
    .addColumn('name', text, (c) => c.notNull())
    .addColumn('document', text, (c) => c.notNull())
    .addPrimaryKeyConstraint('identity_pool_settings_key', ['identity_pool_id', 'name'])
    .execute()

  await schema
    .createTable('identities')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('identity_pool_id', text, (c) =>
      c.notNull().references('identity_pools.id').onDelete('cascade'),
    )
    .addColumn('state', text, (c) => c.notNull())
    .addColumn('merged_into', text)
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('modified_at', 'bigint', (c) => c.notNull())
    .execute()
  await schema
    .createIndex('identities_by_creation')
    .on('identities')
    .columns(['identity_pool_id', 'created_at', 'id'])
    .execute()
  await schema.createIndex('identities_by_merger').on('identities').column('merged_into').execute()

  await schema
    .createTable('identity_logins')
    .addColumn('identity_pool_id', text, (c) => c.notNull())
    .addColumn('provider', text, (c) => c.notNull())
    .addColumn('subject', text, (c) => c.notNull())
    .addColumn('identity_id', text, (c) =>
      c.notNull().references('identities.id').onDelete('cascade'),
    )
    .addPrimaryKeyConstraint('identity_logins_key', ['identity_pool_id', 'provider', 'subject'])
    .execute()
  await schema
    .createIndex('identity_logins_by_identity')
    .on('identity_logins')
    .columns(['identity_id', 'provider', 'subject'])
    .execute()

  await schema
    .createTable('open_id_keys')
    .addColumn('slot', text, (c) => c.primaryKey())
    .addColumn('kid', text, (c) => c.notNull())
    .addColumn('public_key', text, (c) => c.notNull())
    .addColumn('sealed_private_key', text, (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute()
}
