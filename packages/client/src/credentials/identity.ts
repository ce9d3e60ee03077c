/** The identity that this storage has at the identity pool. It outlasts restarts, and is for nobody else. */
import { type AuthCore, storageKey } from '../core/core.ts'
import { readRecord, type Shape } from '../encoding/record.ts'
import type { Logins, Owners } from './logins.ts'

interface Identity {
  readonly identityId: string
  /** Whose it is; empty for a guest's. */
  readonly owners: Owners
}

const IDENTITY: Shape<Identity> = { identityId: 'string', owners: 'object' }

/** The identity that is kept, if it may be these people's. */
export async function loadIdentity(core: AuthCore, logins: Logins): Promise<string | undefined> {
  const kept = await readIdentity(core)
  return kept && fits(kept, logins) ? kept.identityId : undefined
}

export async function saveIdentity(
  core: AuthCore,
  identityId: string,
  { owners }: Logins,
): Promise<void> {
  const kept = await readIdentity(core)
  // Whoever signed out of one of its logins owns it still.
  const others = kept?.identityId === identityId ? kept.owners : {}
  const identity: Identity = { identityId, owners: { ...others, ...owners } }
  await core.storage.setItem(identityKey(core), JSON.stringify(identity))
}

export async function dropIdentity(core: AuthCore): Promise<void> {
  await core.storage.removeItem(identityKey(core))
}

/** The identity that is kept, whosever it is. */
export const readIdentity = async (core: AuthCore): Promise<Identity | undefined> =>
  readRecord(await core.storage.getItem(identityKey(core)), IDENTITY)

const identityKey = (core: AuthCore): string =>
  storageKey(core, `identity.${core.config.identityPoolId}`)

/**
 * A guest's identity becomes that of whoever signs in. That of somebody is theirs for as long as one of
 * their logins is there, and none of the same provider is another's: it is never shown to the service with another
 * person's.
 */
function fits({ owners }: Identity, logins: Logins): boolean {
  const before = Object.entries(owners)
  if (before.length === 0) return true
  const shown = before.filter(([key]) => Object.hasOwn(logins.owners, key))
  return shown.length > 0 && shown.every(([key, owner]) => logins.owners[key] === owner)
}

/** Held while a new identity is asked for. */
export const identityLock = (core: AuthCore): string => `${identityKey(core)}.new`
