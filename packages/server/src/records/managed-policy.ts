/** A policy of its own name, which roles are attached to. */
export interface ManagedPolicy {
  /** `ANPA…`: unlike its name, never given again. */
  readonly id: string
  readonly name: string
  readonly path: string
  readonly description: string | undefined
  /** The number of the version that holds. */
  readonly defaultVersion: number
  readonly tags: Readonly<Record<string, string>>
  readonly createdAt: number
  readonly modifiedAt: number
}

export interface PolicyVersion {
  readonly policyId: string
  readonly number: number
  /** JSON, as it was given. */
  readonly document: string
  readonly createdAt: number
}
