/** JSON Web Tokens as an attacker writes them. */
import { createHmac, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { inject } from 'vitest'
import type { KeyPair } from '../../src/ports/key-stock.ts'

export const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

const read = (part = ''): Record<string, unknown> =>
  JSON.parse(Buffer.from(part, 'base64url').toString())

/** A token in its parts; header and claims read. */
export function takeApart(token: string) {
  const [head = '', body = '', tail = ''] = token.split('.')
  return { head, body, tail, header: read(head), claims: read(body) }
}

export type Signer = (input: string) => Buffer

/** Writes header and claims and signs them; both may be any text instead. */
export function write(header: unknown, claims: unknown, signer: Signer): string {
  const input = `${encode(header)}.${encode(claims)}`
  return `${input}.${signer(input).toString('base64url')}`
}

/** `hash` as node:crypto names it; the algorithm of the header is the caller's. */
export const byKey =
  ({ privateKey }: Pick<KeyPair, 'privateKey'>, hash = 'sha256'): Signer =>
  (input) =>
    sign(hash, Buffer.from(input), createPrivateKey(privateKey))

export const bySecret =
  (secret: string | Buffer, hash = 'sha256'): Signer =>
  (input) =>
    createHmac(hash, secret).update(input).digest()

/** The key pair that a token was signed with, one of those that the run gave to every pool. */
export function keyOf(token: string): KeyPair {
  const { head, body, tail, header } = takeApart(token)
  const hash = header.alg === 'RS512' ? 'sha512' : 'sha256'
  const signature = Buffer.from(tail, 'base64url')
  const found = inject('keyPairs').find(({ publicKey }) =>
    verify(hash, Buffer.from(`${head}.${body}`), createPublicKey(publicKey), signature),
  )
  if (!found) throw new Error('the token was not signed with a key of this run')
  return found
}

/** Another text that decodes to the same bytes, where the last character has bits to spare. */
export function respell(part: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const bytes = Buffer.from(part, 'base64url')
  const other = [...alphabet]
    .map((last) => part.slice(0, -1) + last)
    .find((text) => text !== part && Buffer.from(text, 'base64url').equals(bytes))
  return other ?? `${part}=`
}
