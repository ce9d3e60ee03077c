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
}
