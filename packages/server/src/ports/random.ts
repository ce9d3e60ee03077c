/** Randomness fit for secrets. Asked through a port so that every draw has one home. */
export interface Random {
  /** `size` unpredictable bytes. */
  bytes(size: number): Uint8Array
  /** A whole number from 0 up to, and without, `limit`. Every one is equally likely. */
  below(limit: number): number
  /** A version 4 UUID (RFC 9562 §5.4), lower case. */
  uuid(): string
}
