import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const key = randomBytes(32)

/**
 * Whether two secrets are equal, in a time that tells nothing of where they differ or how long they are:
 * both go through an HMAC with a key of this process first, so that what is compared has one length.
 */
export function isEqualSecret(a: string | Uint8Array, b: string | Uint8Array): boolean {
  return timingSafeEqual(digest(a), digest(b))
}

const digest = (secret: string | Uint8Array) => createHmac('sha256', key).update(secret).digest()
