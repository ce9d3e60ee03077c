/** From one answer of the service to the next thing that a person has to do, or to being signed in. */
import { AuthError } from '../core/errors.ts'
import type { AuthUser } from '../core/events.ts'
import { entryOf } from '../encoding/entry.ts'
import { decodeJWT } from '../encoding/jwt.ts'
import { readResult } from '../session/cognito.ts'
import { deviceOf } from '../session/devices.ts'
import { keepTokens, type TokenSet } from '../session/tokens.ts'
import type { AuthAnswer, AuthenticationResult } from '../wire/operations.ts'
import { callUserPool } from '../wire/user-pool.ts'
import { type Conversation, signInFailed } from './conversation.ts'
import { confirmNewDevice, proveDevice } from './device.ts'
import { dropSignIn, saveSignIn } from './in-progress.ts'
import { provePasskey } from './passkey.ts'
import { setUpTypes, stepOf } from './steps.ts'
import type { SignInOutput } from './types.ts'

/** Challenges that the device answers by itself. */
const UNAIDED: Readonly<
  Record<string, (talk: Conversation, answer: AuthAnswer) => Promise<AuthAnswer>>
> = {
  DEVICE_SRP_AUTH: proveDevice,
  WEB_AUTHN: provePasskey,
}

/** Steps that errors of the service are, rather than failures. */
const STEPS_OF_ERRORS: Readonly<Record<string, 'CONFIRM_SIGN_UP' | 'RESET_PASSWORD'>> = {
  UserNotConfirmedException: 'CONFIRM_SIGN_UP',
  PasswordResetRequiredException: 'RESET_PASSWORD',
}

/** Goes on from an answer until a person is asked for something or is signed in. */
export async function advance(talk: Conversation, answer: AuthAnswer): Promise<SignInOutput> {
  if (answer.AuthenticationResult) return await finish(talk, answer.AuthenticationResult)

  const { core, username, signInDetails } = talk
  const challenge = answer.ChallengeName ?? 'no challenge'
  const signIn = { username, signInDetails, answer }
  const answerUnaided = entryOf(UNAIDED, challenge)
  if (answerUnaided) {
    // Kept first: who cancels a passkey may choose another way.
    await saveSignIn(core, signIn)
    const next = await answerUnaided(talk, answer)
    if (next.ChallengeName === challenge) throw signInFailed(`${challenge} was asked for twice.`)
    return await advance(talk, next)
  }
  const waiting = isAppSetUp(answer) ? await associateApp(talk, answer) : signIn
  const nextStep = stepOf(waiting)
  if (!nextStep) throw signInFailed(`No step answers ${challenge}.`)
  await saveSignIn(core, waiting)
  return { isSignedIn: false, nextStep }
}

/**
 * The step that an error of the service stands for.
 *
 * @throws the error itself where it stands for none.
 */
export function stepOfError(error: unknown): SignInOutput {
  const signInStep = error instanceof AuthError ? entryOf(STEPS_OF_ERRORS, error.name) : undefined
  if (!signInStep) throw error
  return { isSignedIn: false, nextStep: { signInStep } }
}

const isAppSetUp = (answer: AuthAnswer): boolean =>
  answer.ChallengeName === 'MFA_SETUP' && setUpTypes(answer).join() === 'TOTP'

/** Asks for the secret of a new authenticator app, as part of the sign-in. */
async function associateApp({ core, username, signInDetails }: Conversation, answer: AuthAnswer) {
  const { SecretCode, Session } = await callUserPool(core, 'AssociateSoftwareToken', {
    Session: answer.Session ?? '',
  })
  const after = { ...answer, ...(Session && { Session }) }
  return { username, signInDetails, answer: after, sharedSecret: SecretCode }
}

async function finish(talk: Conversation, result: AuthenticationResult): Promise<SignInOutput> {
  const { core, username, signInDetails } = talk
  const tokens = readResult(result, signInDetails)
  const deviceKey =
    (await confirmNewDevice(talk, result)) ?? (await deviceOf(core, username))?.deviceKey
  await keepTokens(core, { ...tokens, deviceKey })
  await dropSignIn(core)
  core.events.emit('signedIn', userOf(tokens))
  return { isSignedIn: true, nextStep: { signInStep: 'DONE' } }
}

/** Whom tokens belong to. */
export function userOf({ accessToken, idToken, signInDetails }: TokenSet): AuthUser {
  const { payload } = decodeJWT(idToken || accessToken)
  return {
    username: String(payload['cognito:username'] ?? payload.username),
    userId: String(payload.sub),
    ...(signInDetails && { signInDetails }),
  }
}
