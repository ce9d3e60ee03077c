/**
 * What a person proved, in the words of RFC 8176 and of Cognito's `amr`; `custom` is what a function judged,
 * `device` a device that knew its secret.
 */
export type Factor =
  | 'pwd'
  | 'otp'
  | 'sms'
  | 'email_otp'
  | 'swk'
  | 'hwk'
  | 'mfa'
  | 'custom'
  | 'device'

/** One sign-in of one user at one client: what a refresh token belongs to, and what `origin_jti` names. */
export interface Session {
  readonly id: string
  readonly poolId: string
  readonly clientId: string
  readonly userId: string
  /** The device it was opened on, where the pool tracks devices; it need not be confirmed. */
  readonly deviceKey: string | undefined
  /** When the person proved who they are; milliseconds. Never moved by a refresh. */
  readonly authenticatedAt: number
  /** What they proved it with; empty for sessions from before this was kept. */
  readonly proven: readonly Factor[]
  /** Which password was proven, if one was; absent for sessions from before this was kept. */
  readonly password: ProvenMark | undefined
  /** When its refresh token ends; milliseconds. */
  readonly expiresAt: number
  readonly revokedAt: number | undefined
  /** How often its refresh token was exchanged for the next one, and when last. */
  readonly rotation: number
  readonly rotatedAt: number | undefined
  /** Absent where the pool tracked no sessions when it was opened. */
  readonly tracking: Tracking | undefined
}

/** A password that was proven, by a mark that another of the same text does not have. */
interface ProvenMark {
  readonly mark: string
  /** Milliseconds. Never moved by what is proven after it. */
  readonly provenAt: number
}

/** What is shown of a session where its pool tracks them. */
export interface Tracking extends Activity {
  /** How the API names it: `tkn` and 25 of [0-9a-z]. */
  readonly id: string
}

/** When a session was used last, by what, and from where, as far as that is known. */
export interface Activity {
  /** Milliseconds. */
  readonly lastActiveAt: number
  readonly deviceType: string | undefined
  readonly address: string | undefined
}
