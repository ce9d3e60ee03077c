import { type KeyObject, sign, verify } from 'node:crypto'
import { promisify } from 'node:util'
import { fromBase64Url, toBase64Url, toBytes, toText } from '../crypto/encoding.ts'

const signOnPool = promisify(sign)

/** The algorithms of our own tokens: user pools sign with RS256, identity pools with RS512, as with AWS. */
const HASHES = { RS256: 'sha256', RS512: 'sha512' } as const

type Algorithm = keyof typeof HASHES

/** The header Cognito sends: a key id and the algorithm, no `typ`. */
interface Header {
  readonly kid: string
  readonly alg: Algorithm
}

/** A signed JWT (RFC 7519), signed on the thread pool. */
export async function signJwt(
  claims: object,
  kid: string,
  key: KeyObject,
  alg: Algorithm = 'RS256',
): Promise<string> {
  const header: Header = { kid, alg }
  const input = `${encode(header)}.${encode(claims)}`
  return `${input}.${toBase64Url(await signOnPool(HASHES[alg], toBytes(input), key))}`
}

/** What a JWT says before anything of it is believed, or undefined when it is none of ours by its form. */
export interface UnverifiedJwt {
  readonly kid: string
  readonly claims: Readonly<Record<string, unknown>>
  /** Whether the key's owner signed exactly this. */
  isSignedBy(key: KeyObject): boolean
}

/** What key ids look like. Nothing else is looked up: PostgreSQL fails on a null character. */
const KEY_ID = /^[\w+/=-]{1,128}$/

/** Takes a JWT apart. The algorithm is ours to choose: any other in the header is refused here. */
export function readJwt(token: string, alg: Algorithm = 'RS256'): UnverifiedJwt | undefined {
  const [head, body, tail, ...rest] = token.split('.')
  if (!head || !body || !tail || rest.length > 0) return undefined
  const header = decode(head)
  const claims = decode(body)
  const signature = fromBase64Url(tail)
  if (!header || !claims || !signature) return undefined
  if (header.alg !== alg) return undefined
  if (typeof header.kid !== 'string' || !KEY_ID.test(header.kid)) return undefined
  return {
    kid: header.kid,
    claims,
    isSignedBy: (key) => verify(HASHES[alg], toBytes(`${head}.${body}`), key, signature),
  }
}

/** What a token says, whoever wrote it; undefined when it is no JWT. Only to find out who should verify it. */
export function claimsIn(token: string): Readonly<Record<string, unknown>> | undefined {
  const [head, body, tail, ...rest] = token.split('.')
  return head && body && tail && rest.length === 0 ? decode(body) : undefined
}

const encode = (value: object): string => toBase64Url(toBytes(JSON.stringify(value)))

function decode(part: string): Record<string, unknown> | undefined {
  const bytes = fromBase64Url(part)
  if (!bytes) return undefined
  try {
    const value: unknown = JSON.parse(toText(bytes))
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined // no JSON
  }
}
