import { type Kind, listOf, secret } from './kinds.ts'
import { Secret } from './secret.ts'

const KEY_BYTES = 32

/** One administrator's key: what AWS calls an access key id and a secret access key. */
export interface AdminKey {
  readonly id: string
  readonly secret: Secret<string>
}

/** The master key that seals what is secret in the database. */
export const masterKey: Kind<Secret<Uint8Array>> = secret({
  json: 'string',
  expects: `base64 of exactly ${KEY_BYTES} bytes, as openssl rand -base64 ${KEY_BYTES} makes it`,
  parse: parseKey,
})

/** A key under which codes go to custom senders, in place of one in AWS KMS. */
export interface SenderKey {
  /** As pools name it. */
  readonly keyId: string
  readonly key: Uint8Array
}

/** The keys of custom senders. */
export const senderKeys: Kind<Secret<readonly SenderKey[]>> = secret(
  listOf(
    `arn=key, several separated by commas, where the ARN is what pools name as KMSKeyID and the key is base64 of exactly ${KEY_BYTES} bytes`,
    (text) => {
      const [, keyId, value] = /^(arn:[^=\s]+)=(\S+)$/.exec(text) ?? []
      const key = parseKey(value ?? '')
      return keyId && key ? { keyId, key } : undefined
    },
  ),
)

const list = listOf(
  'id:secret, several separated by commas, with different ids of 4 to 128 letters, digits or _ and secrets of 16 or more characters without blanks or commas',
  parseAdminKey,
)

/** The keys that administrators sign requests with; several at once, so that they can be changed. */
export const adminKeys: Kind<readonly AdminKey[]> = {
  ...list,
  secret: true,
  parse(text) {
    const keys = list.parse(text) ?? []
    const ids = new Set(keys.map((key) => key.id))
    return ids.size > 0 && ids.size === keys.length ? keys : undefined
  },
}

/** What messages are signed with, as the libraries of Standard Webhooks take it. */
export const webhookSecret: Kind<Secret<Uint8Array>> = secret({
  json: 'string',
  expects: 'base64 of 24 to 64 bytes, with or without whsec_ before it',
  parse(text) {
    const base64 = text.replace(/^whsec_/, '')
    const key = Buffer.from(base64, 'base64')
    const isRight = key.toString('base64') === base64 && key.length >= 24 && key.length <= 64
    return isRight ? key : undefined
  },
})

function parseKey(text: string): Uint8Array | undefined {
  const key = Buffer.from(text, 'base64')
  // Buffer skips what is not base64: only a text that comes back the same was right.
  return key.length === KEY_BYTES && key.toString('base64') === text ? key : undefined
}

function parseAdminKey(text: string): AdminKey | undefined {
  // Whoever sees one signed request can try secrets against it for as long as they like: no short ones.
  const [, id, value] = /^(\w{4,128}):([!-~]{16,})$/.exec(text) ?? []
  return id && value ? { id, secret: new Secret(value) } : undefined
}
