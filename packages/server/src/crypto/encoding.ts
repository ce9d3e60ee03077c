/** Bytes as base64url without padding (RFC 4648 §5). */
export const toBase64Url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

/** The inverse, strict: undefined unless the text is what `toBase64Url` would have written. */
export function fromBase64Url(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}

export const toBytes = (text: string): Uint8Array => Buffer.from(text, 'utf8')
export const toText = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')
