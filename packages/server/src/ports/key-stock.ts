/** A fresh RSA key pair for RS256, as PEM (private: PKCS #8, public: SPKI). */
export interface KeyPair {
  readonly privateKey: string
  readonly publicKey: string
}

/** Where a new pool takes its signing keys from. Making one takes 30–300 ms, so a stock is kept ready. */
export interface KeyStock {
  take(): Promise<KeyPair>
}
