/** What the model knows: who people are, and what was proven in each conversation with the server. */
import type { TestPasskey } from '../support/authenticator.ts'
import type { TestDevice } from '../support/devices.ts'
import type { Demands } from './pools.ts'

export type FirstProof = 'password' | 'passkey' | 'email' | 'sms' | 'custom'
export type SecondProof = 'app' | 'sms' | 'email'
export type FirstChoice = 'PASSWORD' | 'PASSWORD_SRP' | 'EMAIL_OTP' | 'SMS_OTP' | 'WEB_AUTHN'

export const CHALLENGES = [
  'SELECT_CHALLENGE',
  'PASSWORD',
  'PASSWORD_SRP',
  'PASSWORD_VERIFIER',
  'SMS_OTP',
  'WEB_AUTHN',
  'CUSTOM_CHALLENGE',
  'NEW_PASSWORD_REQUIRED',
  'SELECT_MFA_TYPE',
  'SMS_MFA',
  'EMAIL_OTP',
  'SOFTWARE_TOKEN_MFA',
  'MFA_SETUP',
  'DEVICE_SRP_AUTH',
  'DEVICE_PASSWORD_VERIFIER',
  // No challenge on the wire: the Session of a sign-up that was confirmed, with which a sign-in begins.
  'SIGNED_UP',
] as const

export type Challenge = (typeof CHALLENGES)[number]

/** What wrong answers are counted under, each apart: five in a row lock. */
export type Guessed = 'password' | 'first code' | SecondProof | 'device' | 'custom'

export interface App {
  readonly secret: string
  /** The newest time step whose code was used. */
  readonly usedUpTo: number
  /** The same, with codes that came along with an answer that was refused for something else. */
  readonly perhapsUsedUpTo: number
}

/** Somebody as they are now. */
export interface Person {
  readonly name: string
  readonly isEnabled: boolean
  readonly password: string
  /** Grows with each new password: what was proven by the one before is worth nothing then. */
  readonly passwordVersion: number
  readonly formerPassword?: string | undefined
  /** Whether it is for the first sign-in only. */
  readonly isTemporary: boolean
  /** Whether an administrator made it worthless: nobody signs in before there is another. */
  readonly mustReset: boolean
  readonly app?: App | undefined
  /** Where codes go; proven addresses. */
  readonly sms?: string | undefined
  readonly email?: string | undefined
  /** The second factors that are on. */
  readonly on: readonly SecondProof[]
  readonly preferred?: SecondProof | undefined
  readonly device?: TestDevice | undefined
  /** Whether the device may stand for a second factor. */
  readonly isRemembered: boolean
  readonly passkey?: TestPasskey | undefined
  /** Wrong answers since the last right one. */
  readonly strikes: Readonly<Partial<Record<Guessed, number>>>
  /** Codes sent to begin with. */
  readonly firstCodes: number
  /** Codes sent beside another factor. */
  readonly secondCodes: number
}

/** What was proven in one conversation, and what it is to lead to. */
export interface Progress {
  readonly person: number
  readonly client: number
  readonly first: readonly FirstProof[]
  readonly second: readonly SecondProof[]
  readonly isDeviceProven: boolean
  /** The version of the password that was proven, where one was. */
  readonly passwordVersion?: number | undefined
  /** When it was. */
  readonly passwordAt?: number | undefined
  /** How well the person is to be recognised, where the sign-in was asked to come to a level. */
  readonly target?: number | undefined
}

/** A factor that a conversation is setting up. */
export type SetUp =
  | { readonly email: string }
  | { readonly secret: string; readonly provenAt?: number | undefined }

/** A challenge that was given out: a Session, or a secret block. It takes one right answer. */
export interface Ticket extends Progress {
  readonly awaits: Challenge
  /** The code that was sent for it, and to where. */
  readonly code?: string | undefined
  readonly address?: string | undefined
  readonly setUp?: SetUp | undefined
  /** What SELECT_MFA_TYPE leaves a choice of. */
  readonly factors?: readonly SecondProof[] | undefined
  /** Whether the password is one step of a custom sign-in. */
  readonly isCustom?: boolean | undefined
  /** The version of the password that it was given out under. */
  readonly verifierVersion: number
  readonly expiresAt: number
  readonly wire: Wire
  /** `perhaps spent`: a right answer was refused, maybe by a lock. */
  status: 'open' | 'spent' | 'perhaps spent'
  guesses: number
}

/** What the client holds of a challenge. */
export interface Wire {
  readonly session: string | undefined
  readonly parameters: Readonly<Record<string, string>>
  /** The client's side of an exchange by SRP. */
  readonly exchange?: { readonly a: bigint; readonly A: bigint } | undefined
}

/** A sign-in that came to tokens, and what was proven in it. */
export interface SignedIn extends Progress {
  readonly accessToken: string
  readonly expiresAt: number
}

export interface Model {
  readonly demands: Demands
  readonly people: Person[]
  readonly tickets: Ticket[]
  readonly signedIn: SignedIn[]
}
