/** ID and access tokens are signed with different keys, as Cognito does. */
export type TokenUse = 'id' | 'access'

export interface SigningKey {
  readonly kid: string
  readonly poolId: string
  readonly use: TokenUse
  /** SPKI, PEM. */
  readonly publicKey: string
  /** PKCS #8 PEM, sealed under the master key and bound to the kid. */
  readonly sealedPrivateKey: string
}
