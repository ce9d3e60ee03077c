/** What the OpenID tokens of identities are signed with. */
export interface OpenIdKey {
  readonly kid: string
  /** SPKI, PEM. */
  readonly publicKey: string
  /** PKCS #8 PEM, sealed under the master key and bound to the kid. */
  readonly sealedPrivateKey: string
}
