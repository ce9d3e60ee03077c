export type UserStatus = 'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'RESET_REQUIRED'

/** A person in a pool. Secrets are not in here: see Password. */
export interface User {
  /** The `sub`: a UUID, for ever. */
  readonly id: string
  readonly poolId: string
  /** As Cognito returns it; immutable, since SRP verifiers are made from it. */
  readonly username: string
  readonly status: UserStatus
  readonly enabled: boolean
  /** Values as text, by name; `sub` is not among them. */
  readonly attributes: Readonly<Record<string, string>>
  readonly createdAt: number
  readonly modifiedAt: number
}

/** What a password is stored as. `sealed` opens under the master key only. */
export interface Password {
  readonly kind: 'srp' | 'argon2id'
  readonly sealed: string
  /** When a password that an administrator gave ends; undefined for one that the user chose. */
  readonly temporaryUntil: number | undefined
}
