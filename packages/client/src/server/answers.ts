/** What a function answered, as a page gets it. */
import type { SignInOutput } from '../sign-in/types.ts'

/**
 * An answer that has lost nothing as JSON: the address for an authenticator app, a function of the client's, is
 * there as text.
 *
 * @param appName what the app shows beside the code.
 */
export function asJson(answer: object, appName: string): object {
  const { nextStep } = answer as Partial<SignInOutput> // whichever function it is of, this it has or has not
  if (nextStep?.signInStep !== 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP') return answer
  const { sharedSecret, getSetupUri } = nextStep.totpSetupDetails
  const totpSetupDetails = { sharedSecret, setupUri: getSetupUri(appName) }
  return { ...answer, nextStep: { ...nextStep, totpSetupDetails } }
}
