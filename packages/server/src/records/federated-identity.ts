/**
 * Somebody in an identity pool: a guest, or whoever has one of the logins that are linked.
 *
 * `guest` until a first login is linked; then `linked`, also when every login was taken away again;
 * `disabled` once another identity took over its logins.
 */
export interface FederatedIdentity {
  /** `<region>:<uuid>` */
  readonly id: string
  readonly identityPoolId: string
  readonly state: 'guest' | 'linked' | 'disabled'
  /** The identity that took over from a disabled one. */
  readonly mergedInto: string | undefined
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly modifiedAt: number
}

/** Who somebody is with a provider. */
export interface Login {
  readonly provider: string
  /** What the provider calls them, for ever. */
  readonly subject: string
}
