/** Whoever issues OpenID tokens for identities of identity pools, as far as it can tell its own. */
export interface OpenIdTokens {
  /** The claims of a token that it signed, or undefined for any other. */
  verify(token: string): Promise<object | undefined>
}
