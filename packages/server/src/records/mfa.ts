/** A second factor by the name of its challenge. */
export type MfaFactor = 'SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP'

/** An authenticator app: what it shares with us in base32, and what its owner calls it. */
export interface SoftwareToken {
  readonly secret: string
  readonly name?: string
}

/** What a user chose, and the secret of their authenticator app, sealed. */
export interface MfaSettings {
  readonly enabled: readonly MfaFactor[]
  readonly preferred: MfaFactor | undefined
  /** Whether their passkeys are two factors in one; undefined where they never said. */
  readonly passkey: boolean | undefined
  /** Of an app that proved it has it; undefined before. */
  readonly totpSecret: string | undefined
  /** Given out and not proven yet. */
  readonly totpPending: string | undefined
}
