/** A passkey of a user: what is needed to check its signatures, and what the user sees of it. */
export interface Passkey {
  /** Base64url, as the authenticator made it. */
  readonly id: string
  readonly userId: string
  /** A COSE key (RFC 9052), base64url. */
  readonly publicKey: string
  /** Of the last signature; an authenticator that does not count always says zero. */
  readonly signCount: number
  readonly name: string
  /** The id of the relying party that it was made for, and answers to. */
  readonly relyingParty: string
  readonly attachment: string | undefined
  readonly transports: readonly string[]
  readonly createdAt: number
}
