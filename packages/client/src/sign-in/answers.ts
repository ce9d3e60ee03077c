/** How each challenge is answered with what a person gave: one entry a challenge. */
import { AuthError } from '../core/errors.ts'
import { entryOf } from '../encoding/entry.ts'
import type { AuthAnswer } from '../wire/operations.ts'
import { callUserPool } from '../wire/user-pool.ts'
import { type Conversation, initiate, respond, signInFailed, withDevice } from './conversation.ts'
import { type SignInInProgress, saveSignIn } from './in-progress.ts'
import { provePassword } from './password.ts'
import type { ConfirmSignInInput } from './types.ts'

interface Answering {
  readonly talk: Conversation
  readonly signIn: SignInInProgress
  readonly given: string
  readonly options: ConfirmSignInInput['options']
}

type Answer = (answering: Answering) => Promise<AuthAnswer>

/** A code, or an answer to a question of the pool's own. */
const member =
  (challenge: string, name: string): Answer =>
  ({ talk, signIn, given }) =>
    withDevice(talk, (device) =>
      respond(talk, challenge, { [name]: given, ...device }, signIn.answer.Session),
    )

/** A choice of first factor; a password is asked for before the service is told. */
const select: Answer = async ({ talk, signIn, given }) => {
  const { Session } = signIn.answer
  if (given === 'PASSWORD' || given === 'PASSWORD_SRP')
    return { ...keep(signIn), ChallengeName: given }
  return await respond(talk, 'SELECT_CHALLENGE', { ANSWER: given }, Session)
}

const SECOND_FACTORS: Readonly<Record<string, string>> = {
  SMS: 'SMS_MFA',
  TOTP: 'SOFTWARE_TOKEN_MFA',
  EMAIL: 'EMAIL_OTP',
}

export const ANSWERS: Readonly<Record<string, Answer>> = {
  CUSTOM_CHALLENGE: member('CUSTOM_CHALLENGE', 'ANSWER'),
  EMAIL_OTP: member('EMAIL_OTP', 'EMAIL_OTP_CODE'),
  MFA_SETUP: setUp,
  NEW_PASSWORD_REQUIRED: ({ talk, signIn, given, options }) => {
    const attributes = Object.entries(options?.userAttributes ?? {}).flatMap(([name, value]) =>
      value ? [[`userAttributes.${name}`, value] as const] : [],
    )
    const responses = { ...Object.fromEntries(attributes), NEW_PASSWORD: given }
    return respond(talk, 'NEW_PASSWORD_REQUIRED', responses, signIn.answer.Session)
  },
  PASSWORD: ({ talk, signIn, given }) => {
    const responses = { ANSWER: 'PASSWORD', PASSWORD: given }
    return respond(talk, 'SELECT_CHALLENGE', responses, signIn.answer.Session)
  },
  PASSWORD_SRP: ({ talk, signIn, given }) =>
    provePassword(talk, given, (srp) =>
      respond(talk, 'SELECT_CHALLENGE', { ANSWER: 'PASSWORD_SRP', ...srp }, signIn.answer.Session),
    ),
  SELECT_CHALLENGE: select,
  SELECT_MFA_TYPE: async ({ talk, signIn, given }) => {
    const ANSWER = entryOf(SECOND_FACTORS, given)
    if (!ANSWER) {
      throw new AuthError('IncorrectMFAMethod', `"${given}" is no second factor.`, {
        recoverySuggestion: 'Answer with SMS, TOTP or EMAIL.',
      })
    }
    return await respond(talk, 'SELECT_MFA_TYPE', { ANSWER }, signIn.answer.Session)
  },
  SMS_MFA: member('SMS_MFA', 'SMS_MFA_CODE'),
  SMS_OTP: member('SMS_OTP', 'SMS_OTP_CODE'),
  SOFTWARE_TOKEN_MFA: member('SOFTWARE_TOKEN_MFA', 'SOFTWARE_TOKEN_MFA_CODE'),
  WEB_AUTHN: selectAnew,
}

/** A passkey that was not given: the choice is asked for again, since that session waits for a passkey. */
async function selectAnew(answering: Answering): Promise<AuthAnswer> {
  const { talk, signIn } = answering
  const answer = await initiate(talk, 'USER_AUTH', {})
  if (answer.ChallengeName !== 'SELECT_CHALLENGE') return answer
  return await select({ ...answering, signIn: { ...signIn, answer } })
}

/** Setting up a second factor on the way in: first which, then the proof that it works. */
async function setUp({ talk, signIn, given, options }: Answering): Promise<AuthAnswer> {
  const { Session = '' } = signIn.answer
  if (given === 'EMAIL' || given === 'TOTP') {
    const chosen = JSON.stringify([SECOND_FACTORS[given]])
    return { ...keep(signIn), ChallengeParameters: { MFAS_CAN_SETUP: chosen } }
  }
  if (given.includes('@')) return await respond(talk, 'MFA_SETUP', { EMAIL: given }, Session)
  if (!/^\d+$/.test(given)) {
    throw signInFailed(
      'That sets up no second factor.',
      'Answer with EMAIL, TOTP, an email address, or the code that the app shows.',
    )
  }
  const verified = await callUserPool(talk.core, 'VerifySoftwareToken', {
    UserCode: given,
    Session,
    FriendlyDeviceName: options?.friendlyDeviceName,
  })
  // Kept at once: the code is spent, whatever becomes of the next call.
  const answer = { ...signIn.answer, ...(verified.Session && { Session: verified.Session }) }
  await saveSignIn(talk.core, { ...signIn, answer })
  return await respond(talk, 'MFA_SETUP', {}, verified.Session)
}

/** What the service said last, asked otherwise. */
const keep = ({ answer }: SignInInProgress): AuthAnswer => ({
  ChallengeName: answer.ChallengeName ?? '',
  ...(answer.Session && { Session: answer.Session }),
})
