/** An OpenID Connect provider that the account trusts: its tokens may take roles, as far as those admit them. */
export interface OpenIdProvider {
  /** Host and path of its issuer: `id.example.com/tenant`. */
  readonly name: string
  /** Whom its tokens must have been made for. */
  readonly clientIds: readonly string[]
  /** Of certificates. Kept and told, no more: keys are fetched where a public authority vouches for the host. */
  readonly thumbprints: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  /** Milliseconds. */
  readonly createdAt: number
}
