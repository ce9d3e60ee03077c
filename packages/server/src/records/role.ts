/** A role: what a session of it may do is in its policies, who may begin one in its trust policy. */
export interface Role {
  /** `AROA…`: unlike its name, never given again. */
  readonly id: string
  readonly name: string
  /** `/`, or with names between slashes. */
  readonly path: string
  readonly description: string | undefined
  /** JSON, as it was given. */
  readonly trustPolicy: string
  /** Seconds. */
  readonly maxSessionDuration: number
  readonly tags: Readonly<Record<string, string>>
  readonly createdAt: number
}
