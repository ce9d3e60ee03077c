/** One sign-in of one user at one client: what a refresh token belongs to, and what `origin_jti` names. */
export interface Session {
  readonly id: string
  readonly poolId: string
  readonly clientId: string
  readonly userId: string
  /** When the person proved who they are; milliseconds. Never moved by a refresh. */
  readonly authenticatedAt: number
  /** When its refresh token ends; milliseconds. */
  readonly expiresAt: number
  readonly revokedAt: number | undefined
  /** How often its refresh token was exchanged for the next one, and when last. */
  readonly rotation: number
  readonly rotatedAt: number | undefined
  /** Absent where the pool tracked no sessions when it was opened. */
  readonly tracking: Tracking | undefined
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
