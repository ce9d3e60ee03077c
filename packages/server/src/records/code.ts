/** What a code proves; a code of one purpose is worth nothing for another. */
export type CodePurpose = 'sign-up' | 'reset-password' | 'verify-email' | 'verify-phone_number'

/** A code that was sent. The code itself is nowhere: only its keyed digest. */
export interface Code {
  readonly userId: string
  readonly purpose: CodePurpose
  /** The attribute it was sent to, and its value then: the address that a right code verifies. */
  readonly attribute: string
  readonly destination: string
  readonly digest: string
  /** The client that asked for it, where only that one may use it; else empty. */
  readonly clientId: string
  readonly expiresAt: number
}
