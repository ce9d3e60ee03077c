import type { AuthCore } from '../core/core.ts'
import { AuthError, nameOf, requireInput } from '../core/errors.ts'
import { entryOf } from '../encoding/entry.ts'
import { advance, stepOfError } from '../sign-in/advance.ts'
import { ANSWERS } from '../sign-in/answers.ts'
import { type Conversation, signInFailed } from '../sign-in/conversation.ts'
import { DEVICE_REFUSED } from '../sign-in/device.ts'
import { dropSignIn, loadSignIn, questionOf } from '../sign-in/in-progress.ts'
import { stepOf } from '../sign-in/steps.ts'
import type { ConfirmSignInInput, SignInOutput } from '../sign-in/types.ts'

/**
 * Answers the step that a sign-in waits at, in this tab or another.
 *
 * @throws EmptyChallengeResponse, SignInException when no sign-in waits or another than was last shown here, or
 * the service's error. After a wrong code the same step can be answered again.
 */
export async function confirmSignIn(
  core: AuthCore,
  { challengeResponse, options }: ConfirmSignInInput,
): Promise<SignInOutput> {
  const message = 'confirmSignIn needs an answer to the challenge.'
  const given = requireInput(challengeResponse, 'EmptyChallengeResponse', message)
  const signIn = await loadSignIn(core)
  const answerTo = entryOf(ANSWERS, signIn?.answer.ChallengeName)
  if (!signIn || !answerTo) {
    throw signInFailed('No sign-in waits for an answer.', 'Call signIn first, or again.')
  }
  // Or else one person's new password would become another's, or a password be sent for a code.
  const { asked = questionOf(signIn) } = core.memory
  if (asked !== questionOf(signIn)) {
    throw signInFailed(
      'Another tab has gone on, or signs somebody else in.',
      'Call resumeSignIn for the step that waits now, or signIn.',
    )
  }
  const { username, signInDetails } = signIn
  const talk: Conversation = {
    core,
    username,
    signInDetails,
    clientMetadata: options?.clientMetadata,
  }
  try {
    return await advance(talk, await answerTo({ talk, signIn, given, options }))
  } catch (error) {
    if (error instanceof AuthError && nameOf(error) === DEVICE_REFUSED) {
      await dropSignIn(core)
      throw error.underlyingError
    }
    return stepOfError(error)
  }
}

/**
 * The step that a sign-in waits at, after a reload or in another tab; undefined where none waits.
 *
 * Amplify has no such function: there a reload begins the sign-in anew.
 */
export async function resumeSignIn(core: AuthCore): Promise<SignInOutput | undefined> {
  const signIn = await loadSignIn(core)
  core.memory.asked = signIn && questionOf(signIn)
  const nextStep = signIn && stepOf(signIn)
  return nextStep && { isSignedIn: false, nextStep }
}
