import { createHmac, sign } from 'node:crypto'
import type { KeyPair } from '../../src/ports/key-stock.ts'

interface Jwt {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  readonly signature: string
}

/** What a forger has: a good token, and keys. Some forgeries even have the pool's own. */
interface Loot {
  readonly jwt: Jwt
  /** The pair that signed the good token. */
  readonly own: KeyPair
  /** A pair that the pool has nothing to do with. */
  readonly foreign: KeyPair
}

interface Forgery {
  readonly forge: (loot: Loot) => string
  /** What the verifiers find wrong with it. */
  readonly fault: RegExp
  /** What our own operations answer to it, where it is an access token. */
  readonly answer: 'Invalid Access Token' | 'Access Token has expired'
}

/** Ways to make a token that nobody may believe. */
export const FORGERIES: Readonly<Record<string, Forgery>> = {
  'changed claims under the old signature': {
    forge: ({ jwt }) => write({ ...jwt, claims: { ...jwt.claims, exp: 4_000_000_000 } }),
    fault: /Invalid signature/,
    answer: 'Invalid Access Token',
  },
  'another key under the same key id': {
    forge: ({ jwt, foreign }) => signed(jwt.header, jwt.claims, foreign),
    fault: /Invalid signature/,
    answer: 'Invalid Access Token',
  },
  'the algorithm none, without a signature': {
    forge: ({ jwt }) => write({ ...jwt, header: { ...jwt.header, alg: 'none' }, signature: '' }),
    fault: /exactly 3 parts/,
    answer: 'Invalid Access Token',
  },
  'the algorithm none, under the old signature': {
    forge: ({ jwt }) => write({ ...jwt, header: { ...jwt.header, alg: 'none' } }),
    fault: /algorithm not allowed/,
    answer: 'Invalid Access Token',
  },
  'the algorithm HS256, with the public key as its secret': {
    forge: ({ jwt, own }) => {
      const header = { ...jwt.header, alg: 'HS256' }
      const mac = createHmac('sha256', own.publicKey).update(signedPart(header, jwt.claims))
      return write({ header, claims: jwt.claims, signature: mac.digest('base64url') })
    },
    fault: /algorithm not allowed/,
    answer: 'Invalid Access Token',
  },
  'the right key, but another issuer': {
    forge: ({ jwt, own }) => {
      const iss = `${jwt.claims.iss}2`
      return signed(jwt.header, { ...jwt.claims, iss }, own)
    },
    fault: /issuer not (allowed|configured)/i,
    answer: 'Invalid Access Token',
  },
  'the right key, but another client': {
    forge: ({ jwt, own }) => {
      const name = jwt.claims.token_use === 'id' ? 'aud' : 'client_id'
      return signed(jwt.header, { ...jwt.claims, [name]: 'another' }, own)
    },
    fault: /not allowed/,
    answer: 'Invalid Access Token',
  },
  'the right key, but another use': {
    forge: ({ jwt, own }) => {
      const token_use = jwt.claims.token_use === 'id' ? 'access' : 'id'
      return signed(jwt.header, { ...jwt.claims, token_use }, own)
    },
    fault: /not allowed/,
    answer: 'Invalid Access Token',
  },
  'the right key, but a time that has passed': {
    forge: ({ jwt, own }) => {
      const exp = Math.floor(Date.now() / 1000) - 1
      return signed(jwt.header, { ...jwt.claims, exp }, own)
    },
    fault: /Token expired/,
    answer: 'Access Token has expired',
  },
}

/** Takes a token apart without believing it. */
export function readJwt(token: string): Jwt {
  const [header = '', claims = '', signature = ''] = token.split('.')
  const parse = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
  return { header: parse(header), claims: parse(claims), signature }
}

/** A token under whatever key and header. */
export function signed(
  header: Jwt['header'],
  claims: Jwt['claims'],
  { privateKey }: KeyPair,
): string {
  const signature = sign('sha256', Buffer.from(signedPart(header, claims)), privateKey)
  return write({ header, claims, signature: signature.toString('base64url') })
}

const write = ({ header, claims, signature }: Jwt): string =>
  `${signedPart(header, claims)}.${signature}`

const signedPart = (header: Jwt['header'], claims: Jwt['claims']): string =>
  [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
