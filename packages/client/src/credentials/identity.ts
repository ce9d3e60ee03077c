/** The identity that this storage has at the identity pool. It outlasts restarts, and is for nobody else. */
import { type AuthCore, storageKey } from '../core/core.ts'
import { readRecord, type Shape } from '../encoding/record.ts'
import { isGuest, type Logins, type Owners } from './logins.ts'

interface Identity {
  readonly identityId: string
  /** Whose it is; empty for a guest's. */
  readonly owners: Owners
}

const IDENTITY: Shape<Identity> = { identityId: 'string', owners: 'object' }

/** The identity that is kept, if it may be these people's. */
export async function loadIdentity(core: AuthCore, logins: Logins): Promise<string | undefined> {
  const kept = readRecord(await core.storage.getItem(identityKey(core)), IDENTITY)
  return kept && fits(kept, logins) ? kept.identityId : undefined
}

export async function saveIdentity(
  core: AuthCore,
  identityId: string,
  { owners }: Logins,
): Promise<void> {
  const identity: Identity = { identityId, owners }
  await core.storage.setItem(identityKey(core), JSON.stringify(identity))
}

export async function dropIdentity(core: AuthCore): Promise<void> {
  await core.storage.removeItem(identityKey(core))
}

const identityKey = (core: AuthCore): string =>
  storageKey(core, `identity.${core.config.identityPoolId}`)

/**
 * A guest's identity becomes that of whoever signs in. That of somebody is theirs for as long as one of
 * their logins is there: it is never shown to the service with another person's.
 */
function fits({ owners }: Identity, logins: Logins): boolean {
  const before = Object.entries(owners)
  if (before.length === 0) return true
  return !isGuest(logins) && before.some(([key, owner]) => logins.owners[key] === owner)
}

/** Held while a new identity is asked for. */
export const identityLock = (core: AuthCore): string => `${identityKey(core)}.new`
