import type { Queries } from './queries.ts'

/** Development only. */
export const everythingIn = (db: Queries) => ({
  /** Deletes all that was stored: pools of both kinds with all that is in them, counters, messages, roles. */
  async remove(): Promise<void> {
    await db.deleteFrom('pools').execute()
    await db.deleteFrom('identity_pools').execute()
    await db.deleteFrom('open_id_keys').execute()
    await db.deleteFrom('attempts').execute()
    await db.deleteFrom('spent_sessions').execute()
    await db.deleteFrom('custom_challenges').execute()
    await db.deleteFrom('inbox_messages').execute()
    await db.deleteFrom('roles').execute()
    await db.deleteFrom('managed_policies').execute()
    await db.deleteFrom('open_id_providers').execute()
  },
})
