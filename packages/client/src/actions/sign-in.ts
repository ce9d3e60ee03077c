import type { AuthCore } from '../core/core.ts'
import { AuthError, nameOf, requireInput } from '../core/errors.ts'
import { entryOf } from '../encoding/entry.ts'
import { cognitoTokens } from '../session/cognito.ts'
import { advance, stepOfError, userOf } from '../sign-in/advance.ts'
import type { Conversation } from '../sign-in/conversation.ts'
import { DEVICE_REFUSED } from '../sign-in/device.ts'
import { FLOWS } from '../sign-in/flows.ts'
import { dropSignIn } from '../sign-in/in-progress.ts'
import type { SignInInput, SignInOutput } from '../sign-in/types.ts'

/**
 * Signs in: to the end, or to the step that a person has to take next (`confirmSignIn`).
 *
 * @throws UserAlreadyAuthenticatedException, EmptySignInUsername, EmptySignInPassword, or the service's error.
 */
export async function signIn(core: AuthCore, input: SignInInput): Promise<SignInOutput> {
  core.memory.autoSignIn = undefined
  return await beginSignIn(core, input, undefined)
}

/** Signs in, with the session of a sign-up that has just been confirmed where there is one. */
export async function beginSignIn(
  core: AuthCore,
  input: SignInInput,
  session: string | undefined,
): Promise<SignInOutput> {
  const username = requireInput(input.username, 'EmptySignInUsername', 'signIn needs a user name.')
  await requireNobody(core)
  const authFlowType = input.options?.authFlowType ?? 'USER_SRP_AUTH'
  const flow = entryOf(FLOWS, authFlowType) ?? FLOWS.USER_SRP_AUTH
  const attempt = async () => {
    const talk: Conversation = {
      core,
      username,
      signInDetails: { loginId: username, authFlowType },
      clientMetadata: input.options?.clientMetadata,
    }
    return await advance(talk, await flow({ talk, input, session }))
  }
  try {
    return await attempt().catch((error) => {
      if (nameOf(error) === DEVICE_REFUSED) return attempt()
      throw error
    })
  } catch (error) {
    // Who cancels a passkey may choose another way; any other failure ends the sign-in.
    if (!nameOf(error).startsWith('Passkey')) await dropSignIn(core)
    return stepOfError(error)
  }
}

async function requireNobody(core: AuthCore): Promise<void> {
  // Tokens that cannot be refreshed for want of a network keep nobody from signing in.
  const tokens = await cognitoTokens(core).catch(() => undefined)
  if (!tokens || !userOf(tokens).userId) return
  throw new AuthError('UserAlreadyAuthenticatedException', 'Somebody is signed in already.', {
    recoverySuggestion: 'Call signOut first.',
  })
}
