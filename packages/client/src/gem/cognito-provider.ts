import { confirmSignIn } from '../actions/confirm-sign-in.ts'
import { signOut } from '../actions/sign-out.ts'
import type { AuthCore } from '../core/core.ts'
import { AuthError } from '../core/errors.ts'
import { cognitoTokens, readResult, revoke } from '../session/cognito.ts'
import { COGNITO, loadTokens, type TokenSet } from '../session/tokens.ts'
import { advance } from '../sign-in/advance.ts'
import type { Conversation } from '../sign-in/conversation.ts'
import { FLOWS } from '../sign-in/flows.ts'
import { dropSignIn, loadSignIn } from '../sign-in/in-progress.ts'
import type { AuthAnswer } from '../wire/operations.ts'
import type { GemProvider } from './provider.ts'

/** Second factors that are one code; the Gem knew text messages only. */
const CODES: ReadonlySet<string | undefined> = new Set([
  'SMS_MFA',
  'SOFTWARE_TOKEN_MFA',
  'EMAIL_OTP',
])

/** The Gem's words. */
export const NO_APP_CLIENT =
  'Missing Cognito App Client Id from resource mappings. Calls to Cognito will fail.'

/** The user pool as the Gem's provider `AWSCognitoIDP`: by password, with and without a second factor. */
export const cognitoProvider = (core: AuthCore): GemProvider => ({
  name: COGNITO,
  check: () => (core.config.userPoolClientId ? undefined : NO_APP_CLIENT),

  async passwordGrantSingleFactor(username, password) {
    const challenge = await goOn(core, await begin(core, username, password))
    if (challenge === undefined) return await signedIn(core)
    await dropSignIn(core)
    throw unexpected(challenge)
  },

  async passwordGrantMultiFactor(username, password) {
    const { talk, answer } = await begin(core, username, password)
    const { AuthenticationResult, ChallengeName } = answer
    if (CODES.has(ChallengeName)) {
      await goOn(core, { talk, answer })
      return
    }
    // Whoever has no second factor is refused here, as by the Gem: the other call is for them. Nothing of it is
    // kept, and whoever is signed in stays.
    if (AuthenticationResult) await revoke(core, readResult(AuthenticationResult))
    throw unexpected(ChallengeName)
  },

  async passwordGrantMultiFactorConfirm(username, code) {
    const signIn = await loadSignIn(core)
    if (signIn?.signInDetails.loginId !== username) {
      throw new AuthError('SignInException', `No sign-in of ${username} waits for a code.`)
    }
    const { isSignedIn } = await confirmSignIn(core, { challengeResponse: code })
    if (!isSignedIn) throw unexpected((await loadSignIn(core))?.answer.ChallengeName)
    return await signedIn(core)
  },

  tokens: (options) => cognitoTokens(core, options),
  signOut: () => signOut(core),
})

interface Begun {
  readonly talk: Conversation
  readonly answer: AuthAnswer
}

/** Opens a sign-in by password, of which nothing is kept yet. */
async function begin(core: AuthCore, username: string, password: string): Promise<Begun> {
  const talk = {
    core,
    username,
    signInDetails: { loginId: username, authFlowType: 'USER_PASSWORD_AUTH' as const },
    clientMetadata: undefined,
  }
  const input = { username, password }
  const answer = await FLOWS.USER_PASSWORD_AUTH({ talk, input, session: undefined })
  return { talk, answer }
}

/** Signs in as far as it goes. Answers the challenge it stopped at, if it did. */
async function goOn(core: AuthCore, { talk, answer }: Begun): Promise<string | undefined> {
  const { isSignedIn } = await advance(talk, answer)
  return isSignedIn ? undefined : (await loadSignIn(core))?.answer.ChallengeName
}

async function signedIn(core: AuthCore): Promise<TokenSet> {
  const tokens = await loadTokens(core, COGNITO)
  if (tokens) return tokens
  throw new AuthError('UnexpectedSignInInterruptionException', 'Somebody signed out meanwhile.')
}

const unexpected = (challenge = ''): AuthError =>
  new AuthError('SignInException', `Unexpected Challenge type: ${challenge}`)
