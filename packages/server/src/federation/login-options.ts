/** What an operator may say of login providers. */
export interface LoginOptions {
  /** Where a provider is in place of its own address, by its key; for OpenID providers the issuer. */
  readonly endpoints?: Readonly<Record<string, string>>
  /**
   * Clients whose ID tokens are taken from OpenID Connect providers, by host and path of the issuer: what
   * AWS IAM keeps with a provider.
   */
  readonly openIdClients?: Readonly<Record<string, readonly string[]>>
  /** Hosts of providers that may be reached at private addresses and without TLS. */
  readonly allowInsecureHosts?: readonly string[]
}
