import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { fromBase64Url, toBase64Url } from './encoding.ts'

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** The first byte of what is sealed: lets a later form be told from this one. */
const VERSION = 1

/**
 * Seals with AES-256-GCM under keys derived from a master key, one for each purpose (HKDF-SHA-256, RFC
 * 5869). Nonces are random: safe up to 2^32 seals a purpose (NIST SP 800-38D §8.3).
 *
 * @param master 32 bytes, kept outside the database.
 */
export function makeKeyring(master: Uint8Array) {
  if (master.length !== KEY_BYTES) throw new Error('a master key has 32 bytes')
  const derived = new Map<string, Buffer>()

  function keyFor(use: string): Buffer {
    const known = derived.get(use)
    if (known) return known
    const key = Buffer.from(hkdfSync('sha256', master, '', `poolhouse ${use}`, KEY_BYTES))
    derived.set(use, key)
    return key
  }

  return {
    seal(purpose: string, plain: Uint8Array, bound = ''): string {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', keyFor(`seal ${purpose}`), nonce)
      cipher.setAAD(Buffer.from(bound))
      const body = Buffer.concat([cipher.update(plain), cipher.final()])
      return toBase64Url(Buffer.concat([Uint8Array.of(VERSION), nonce, body, cipher.getAuthTag()]))
    },

    open(purpose: string, sealed: string, bound = ''): Uint8Array | undefined {
      const bytes = fromBase64Url(sealed)
      if (!bytes || bytes.length < 1 + NONCE_BYTES + TAG_BYTES || bytes[0] !== VERSION)
        return undefined
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', keyFor(`seal ${purpose}`), nonce)
      decipher.setAAD(Buffer.from(bound))
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
      try {
        const body = bytes.subarray(1 + NONCE_BYTES, -TAG_BYTES)
        return Buffer.concat([decipher.update(body), decipher.final()])
      } catch {
        return undefined // not sealed by us, or changed since
      }
    },

    digest(purpose: string, text: string): string {
      return createHmac('sha256', keyFor(`digest ${purpose}`))
        .update(text)
        .digest('base64url')
    },
  }
}
