/**
 * What is kept under the master key, which lives outside the database.
 *
 * A purpose separates keys: what was sealed for one purpose cannot be opened for another, so a
 * page token can never pass as a sign-in session.
 */
export interface Keyring {
  /** Encrypts and authenticates. The result is base64url text; `bound` must be given again to open it. */
  seal(purpose: string, plain: Uint8Array, bound?: string): string
  /** Opens what `seal` made, or answers undefined for anything else: changed, foreign, another purpose. */
  open(purpose: string, sealed: string, bound?: string): Uint8Array | undefined
  /** A keyed digest (HMAC-SHA-256), base64url: for look-ups and codes that must not be guessed from the database. */
  digest(purpose: string, text: string): string
}
