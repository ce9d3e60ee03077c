import type { AuthCore } from '../core/core.ts'
import { identityLock, readIdentity, saveIdentity } from '../credentials/identity.ts'
import { exclusively } from '../session/lock.ts'
import { defaultStorage } from './storages.ts'

const GUEST = { tokens: {}, owners: {} }

/**
 * Takes over the identity that Amplify had for a guest, unless there is one here: what they made as a guest
 * stays theirs. Amplify keeps it in the browser's localStorage, wherever it is told to keep sessions.
 */
export async function adoptGuest(core: AuthCore): Promise<void> {
  const { identityPoolId } = core.config
  if (!identityPoolId) return
  const key = `com.amplify.Cognito.${identityPoolId}.identityId`
  for (const storage of [core.storage, defaultStorage]) {
    const identityId = await storage.getItem(key)
    if (!identityId) continue
    await exclusively(core, identityLock(core), async () => {
      if (!(await readIdentity(core))) await saveIdentity(core, identityId, GUEST)
    })
    await storage.removeItem(key)
  }
}
