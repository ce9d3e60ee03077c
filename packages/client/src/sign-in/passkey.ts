/** A passkey's answer to a sign-in. */
import { getPasskey } from '../passkeys/passkeys.ts'
import type { AuthAnswer } from '../wire/operations.ts'
import { type Conversation, respond } from './conversation.ts'

/** Has the browser ask for a passkey, and answers WEB_AUTHN with what it says. */
export async function provePasskey(
  talk: Conversation,
  { ChallengeParameters, Session }: AuthAnswer,
): Promise<AuthAnswer> {
  const credential = await getPasskey(
    ChallengeParameters?.CREDENTIAL_REQUEST_OPTIONS,
    talk.core.signal,
  )
  return await respond(talk, 'WEB_AUTHN', { CREDENTIAL: JSON.stringify(credential) }, Session)
}
