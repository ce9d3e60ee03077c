/** What each challenge asks of the application: one entry a challenge. */
import { entryOf } from '../encoding/entry.ts'
import { readRecord } from '../encoding/record.ts'
import type { AuthAnswer } from '../wire/operations.ts'
import type { SignInInProgress } from './in-progress.ts'
import type {
  AuthDeliveryMedium,
  AuthMFAType,
  AuthNextSignInStep,
  AuthTOTPSetupDetails,
} from './types.ts'

type Parameters = Readonly<Record<string, string>>
type Step = (parameters: Parameters, signIn: SignInInProgress) => AuthNextSignInStep | undefined

/** Second factors by the name that the service has for each. */
export const MFA_TYPES: Readonly<Record<string, AuthMFAType>> = {
  SMS_MFA: 'SMS',
  SOFTWARE_TOKEN_MFA: 'TOTP',
  EMAIL_OTP: 'EMAIL',
}

const codeBy =
  (signInStep: 'CONFIRM_SIGN_IN_WITH_SMS_CODE' | 'CONFIRM_SIGN_IN_WITH_EMAIL_CODE'): Step =>
  ({ CODE_DELIVERY_DELIVERY_MEDIUM, CODE_DELIVERY_DESTINATION }) => ({
    signInStep,
    codeDeliveryDetails: {
      deliveryMedium: CODE_DELIVERY_DELIVERY_MEDIUM as AuthDeliveryMedium | undefined, // by the API's model
      destination: CODE_DELIVERY_DESTINATION,
    },
  })

const password: Step = () => ({ signInStep: 'CONFIRM_SIGN_IN_WITH_PASSWORD' })

const STEPS: Readonly<Record<string, Step>> = {
  CUSTOM_CHALLENGE: (additionalInfo) => ({
    signInStep: 'CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE',
    additionalInfo,
  }),
  EMAIL_OTP: codeBy('CONFIRM_SIGN_IN_WITH_EMAIL_CODE'),
  MFA_SETUP: setUp,
  NEW_PASSWORD_REQUIRED: ({ requiredAttributes = '[]' }) => ({
    signInStep: 'CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED',
    missingAttributes: list(requiredAttributes).map((name) => name.replace('userAttributes.', '')),
  }),
  PASSWORD: password,
  PASSWORD_SRP: password,
  SELECT_CHALLENGE: (_, { answer }) => ({
    signInStep: 'CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION',
    availableChallenges: answer.AvailableChallenges,
  }),
  SELECT_MFA_TYPE: ({ MFAS_CAN_CHOOSE = '[]' }) => ({
    signInStep: 'CONTINUE_SIGN_IN_WITH_MFA_SELECTION',
    allowedMFATypes: mfaTypes(MFAS_CAN_CHOOSE),
  }),
  SMS_MFA: codeBy('CONFIRM_SIGN_IN_WITH_SMS_CODE'),
  SMS_OTP: codeBy('CONFIRM_SIGN_IN_WITH_SMS_CODE'),
  SOFTWARE_TOKEN_MFA: () => ({ signInStep: 'CONFIRM_SIGN_IN_WITH_TOTP_CODE' }),
}

/** The step that a sign-in waits at, or undefined where its challenge is none that a person answers. */
export const stepOf = (signIn: SignInInProgress): AuthNextSignInStep | undefined =>
  entryOf(STEPS, signIn.answer.ChallengeName)?.(signIn.answer.ChallengeParameters ?? {}, signIn)

/** The second factors that may be set up on the way in; a number for text messages is not set up here. */
export const setUpTypes = ({ ChallengeParameters }: AuthAnswer): AuthMFAType[] =>
  mfaTypes(ChallengeParameters?.MFAS_CAN_SETUP ?? '[]').filter((type) => type !== 'SMS')

function setUp(_: Parameters, { answer, sharedSecret, username }: SignInInProgress) {
  const types = setUpTypes(answer)
  if (types.length > 1) {
    return {
      signInStep: 'CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION',
      allowedMFATypes: types,
    } as const
  }
  if (types[0] === 'EMAIL') return { signInStep: 'CONTINUE_SIGN_IN_WITH_EMAIL_SETUP' } as const
  if (!sharedSecret) return undefined
  return {
    signInStep: 'CONTINUE_SIGN_IN_WITH_TOTP_SETUP',
    totpSetupDetails: totpDetails(sharedSecret, username),
  } as const
}

/** What an authenticator app needs, as text and as an address. */
export const totpDetails = (sharedSecret: string, username: string): AuthTOTPSetupDetails => ({
  sharedSecret,
  getSetupUri: (appName, accountName = username) =>
    new URL(
      `otpauth://totp/${encodeURIComponent(appName)}:${encodeURIComponent(accountName)}?secret=${sharedSecret}&issuer=${encodeURIComponent(appName)}`,
    ),
})

const list = (text: string): string[] =>
  Object.values(readRecord<Record<string, string>>(text, {}) ?? {})

const mfaTypes = (text: string): AuthMFAType[] =>
  list(text).flatMap((name) => entryOf(MFA_TYPES, name) ?? [])
