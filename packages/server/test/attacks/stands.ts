/** Sign-ins that stand before each challenge there is. */
import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider'
import { AFTER_PASSWORD, FIRST_FACTORS } from './first-factor-stands.ts'
import { SECOND_FACTORS } from './second-factor-stands.ts'
import type { Make } from './stand.ts'

/** A name of a flow from before there were flows: it is in the list of challenges, but nothing ever asks it. */
type NeverAsked = 'ADMIN_NO_SRP_AUTH'
export type Challenge = Exclude<ChallengeNameType, NeverAsked>

/** By the challenge, with what tells it from others of the same one. */
type Named = Challenge | `${Challenge} ${string}` | `${Challenge}, ${string}`

export const STANDS = { ...FIRST_FACTORS, ...AFTER_PASSWORD, ...SECOND_FACTORS } satisfies Readonly<
  Partial<Record<Named, Make>>
>

export type StandName = keyof typeof STANDS

/** Does not compile while a challenge has no stand. */
export const STAND_OF: Readonly<Record<Challenge, StandName>> = {
  CUSTOM_CHALLENGE: 'CUSTOM_CHALLENGE',
  DEVICE_PASSWORD_VERIFIER: 'DEVICE_PASSWORD_VERIFIER',
  DEVICE_SRP_AUTH: 'DEVICE_SRP_AUTH',
  EMAIL_OTP: 'EMAIL_OTP as a first factor',
  MFA_SETUP: 'MFA_SETUP',
  NEW_PASSWORD_REQUIRED: 'NEW_PASSWORD_REQUIRED',
  PASSWORD: 'PASSWORD',
  PASSWORD_SRP: 'PASSWORD_SRP',
  PASSWORD_VERIFIER: 'PASSWORD_VERIFIER',
  SELECT_CHALLENGE: 'SELECT_CHALLENGE',
  SELECT_MFA_TYPE: 'SELECT_MFA_TYPE',
  SMS_MFA: 'SMS_MFA',
  SMS_OTP: 'SMS_OTP',
  SOFTWARE_TOKEN_MFA: 'SOFTWARE_TOKEN_MFA',
  WEB_AUTHN: 'WEB_AUTHN',
}
