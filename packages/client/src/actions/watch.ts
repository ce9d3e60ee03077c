import type { AuthCore } from '../core/core.ts'
import { COGNITO, loadTokens, readTokenSet, tokensKey } from '../session/tokens.ts'
import { userOf } from '../sign-in/advance.ts'

/** Tells this instance's listeners what other tabs do. Answers how to stop. */
export function watchOtherTabs(core: AuthCore): () => void {
  const { storage, events } = core
  if (!storage.addListener) return () => {}
  const signedOut = () => {
    core.credentialsProvider?.clearCredentialsAndIdentityId()
    events.emit('signedOut', undefined, true)
  }
  const wasSomebody = rememberSomebody(core)
  return storage.addListener(async ({ key, oldValue, newValue }) => {
    // `localStorage.clear()` does not say what was there.
    if (key === null && wasSomebody() && !(await loadTokens(core, COGNITO))) signedOut()
    if (key !== tokensKey(core, COGNITO)) return
    const before = readTokenSet(oldValue, COGNITO)
    const after = readTokenSet(newValue, COGNITO)
    // Who signed in over somebody has left no moment without tokens.
    const isSame = before && after && userOf(before).userId === userOf(after).userId
    if (before && !isSame) signedOut()
    if (after && !isSame) events.emit('signedIn', userOf(after), true)
    if (isSame && after.accessToken !== before.accessToken) {
      events.emit('tokenRefresh', undefined, true)
    }
  })
}

/** Answers whether somebody is signed in, as far as this tab has heard. */
function rememberSomebody(core: AuthCore): () => boolean {
  let isSomebody = false
  const note = (is: boolean) => () => {
    isSomebody = is
  }
  core.events.on('signedIn', note(true))
  core.events.on('signedOut', note(false))
  loadTokens(core, COGNITO).then((tokens) => {
    isSomebody ||= tokens !== undefined
  }, note(false)) // unreadable: nobody is
  return () => isSomebody
}
