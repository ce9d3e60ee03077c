import type { AuthCore } from '../core/core.ts'
import { COGNITO, readTokenSet, tokensKey } from '../session/tokens.ts'
import { userOf } from '../sign-in/advance.ts'

/** Tells this instance's listeners what other tabs do. Answers how to stop. */
export function watchOtherTabs(core: AuthCore): () => void {
  const { storage, events } = core
  const stop = storage.addListener?.(({ key, oldValue, newValue }) => {
    if (key !== tokensKey(core, COGNITO)) return
    const before = readTokenSet(oldValue, COGNITO)
    const after = readTokenSet(newValue, COGNITO)
    if (before && !after) {
      core.credentialsProvider?.clearCredentialsAndIdentityId()
      events.emit('signedOut', undefined, true)
    }
    if (after && !before) events.emit('signedIn', userOf(after), true)
    if (after && before && after.accessToken !== before.accessToken) {
      events.emit('tokenRefresh', undefined, true)
    }
  })
  return stop ?? (() => {})
}
