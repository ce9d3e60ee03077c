import { compactVerify, errors } from 'jose'
import { toText } from '../crypto/encoding.ts'
import type { LoginFault, LoginOutcome } from '../ports/login-providers.ts'
import { audienceOf, faultOfIdToken, isSubject } from '../rules/id-token-claims.ts'
import { type KeySets, readObject } from './key-sets.ts'
import { OutsideError } from './outside-request.ts'

/** Signatures with a key pair only: a secret that both sides know could be a published key. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA'],
]

type Claims = Readonly<Record<string, unknown>>

interface Expected {
  /** In the forms that the issuer writes itself. */
  readonly issuers: readonly string[]
  readonly audiences: readonly string[]
  /** Milliseconds. */
  readonly now: number
}

/** Checks an ID token of an issuer outside, by the keys that it publishes. */
export async function verifyOpenIdLogin(
  token: string,
  expected: Expected,
  keySets: KeySets,
): Promise<LoginOutcome> {
  const unverified = claimsIn(token)
  if (!unverified) return refused({ fault: 'malformed' })
  // Before its keys are fetched: no token leads us to an issuer other than the provider's.
  const issuer = expected.issuers.find((one) => one === unverified.iss)
  if (issuer === undefined) return refused({ fault: 'issuer' })
  const signed = await readSigned(token, discoveryIssuer(issuer), keySets)
  if ('outcome' in signed) return signed.outcome
  const { claims } = signed
  const fault = faultOfIdToken(claims, expected)
  if (fault) return refused(fault)
  const audience = audienceOf(claims, expected.audiences)
  const { sub } = claims
  if (audience === undefined || !isSubject(sub)) return refused({ fault: 'malformed' })
  return { kind: 'person', subject: sub, audience, claims }
}

type Signed = { readonly claims: Claims } | { readonly outcome: LoginOutcome }

async function readSigned(token: string, issuer: string, keySets: KeySets): Promise<Signed> {
  try {
    const keys = await keySets(issuer)
    const { payload } = await compactVerify(token, keys, { algorithms: ALGORITHMS })
    const claims = readObject(toText(payload))
    return claims ? { claims } : { outcome: refused({ fault: 'malformed' }) }
  } catch (error) {
    return { outcome: toOutcome(error) }
  }
}

/** Of the errors of `jose` some are the token's fault; the rest say that there are no keys to be had. */
function toOutcome(error: unknown): LoginOutcome {
  if (error instanceof errors.JWSInvalid) return refused({ fault: 'malformed' })
  if (TOKENS_FAULT.some((kind) => error instanceof kind)) return refused({ fault: 'signature' })
  const reason = error instanceof OutsideError ? error.message : 'the keys cannot be used'
  return { kind: 'unavailable', reason }
}

const TOKENS_FAULT = [
  errors.JWSSignatureVerificationFailed,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
]

/** What a token says, whoever wrote it. */
function claimsIn(token: string): Claims | undefined {
  const [, body, ...rest] = token.split('.')
  if (body === undefined || rest.length !== 1) return undefined
  return readObject(toText(Buffer.from(body, 'base64url')))
}

/** Google writes its issuer without the scheme too, and publishes under the one with it. */
const discoveryIssuer = (issuer: string) =>
  /^https?:\/\//.test(issuer) ? issuer : `https://${issuer}`

const refused = (fault: LoginFault): LoginOutcome => ({ kind: 'refused', fault })
