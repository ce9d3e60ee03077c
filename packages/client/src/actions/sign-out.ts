import type { AuthCore } from '../core/core.ts'
import { cognitoTokens, revoke } from '../session/cognito.ts'
import { COGNITO, dropTokens } from '../session/tokens.ts'
import { dropSignIn } from '../sign-in/in-progress.ts'
import { callUserPool } from '../wire/user-pool.ts'

export interface SignOutInput {
  /** Everywhere: every session of this person ends. */
  readonly global?: boolean
}

/**
 * Signs out. Here it always succeeds, at once; the service is told if it can be.
 *
 * A refresh under way in this tab or another brings nobody back.
 */
export async function signOut(
  core: AuthCore,
  { global: isEverywhere = false }: SignOutInput = {},
): Promise<void> {
  // The service wants a token that has not expired: it is asked for while there is one to refresh.
  const current = isEverywhere ? await cognitoTokens(core).catch(() => undefined) : undefined
  core.memory.autoSignIn = undefined
  const dropped = await dropTokens(core, COGNITO)
  await dropSignIn(core)
  // Told before the service is, which may take as long as a network that does not answer.
  core.events.emit('signedOut', undefined)
  const tokens = dropped ?? current
  if (tokens && isEverywhere) {
    const AccessToken = tokens.accessToken
    await callUserPool(core, 'GlobalSignOut', { AccessToken }).catch(() => {})
  } else if (tokens) await revoke(core, tokens)
}
