import { randomBytes, randomInt, randomUUID } from 'node:crypto'

/** The operating system's randomness, through OpenSSL. */
export const systemRandom = {
  bytes: (size: number): Uint8Array => randomBytes(size),
  below: (limit: number): number => randomInt(limit),
  uuid: (): string => randomUUID(),
}
