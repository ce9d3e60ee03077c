/** Encrypts codes that only a pool's own function may read, as messages of the AWS Encryption SDK. */
export interface CodeEncryption {
  /** What keeps a key from being used, in words for whoever names it; undefined where nothing does. */
  problemWith(keyId: string): Promise<string | undefined>
  /**
   * The message, in base64.
   *
   * @param context is authenticated with the code, and not encrypted.
   * @throws Error for a key that has a problem; its message is for the operator.
   */
  encrypt(keyId: string, code: string, context: Readonly<Record<string, string>>): Promise<string>
}
