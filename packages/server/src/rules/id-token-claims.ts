import type { LoginFault } from '../ports/login-providers.ts'

type Claims = Readonly<Record<string, unknown>>

interface Expected {
  readonly issuers: readonly string[]
  readonly audiences: readonly string[]
  /** Milliseconds. */
  readonly now: number
}

/** Clocks of issuers may be ahead of ours by so many seconds. */
const CLOCK_SKEW = 60

/**
 * What is wrong with the claims of an ID token, its signature apart: issuer, audience and time
 * (OpenID Connect Core §3.1.3.7).
 */
export function faultOfIdToken(claims: Claims, expected: Expected): LoginFault | undefined {
  const { issuers, audiences } = expected
  if (!issuers.includes(String(claims.iss))) return { fault: 'issuer' }
  const missing = ['aud', 'sub', 'exp'].find((claim) => !isGiven(claims[claim]))
  if (missing !== undefined) return { fault: 'missing', claim: missing }
  if (audienceOf(claims, audiences) === undefined) return { fault: 'audience' }
  return faultOfTime(claims, expected)
}

function faultOfTime({ exp, nbf }: Claims, expected: Expected): LoginFault | undefined {
  if (typeof exp !== 'number') return { fault: 'malformed' }
  const now = Math.floor(expected.now / 1000)
  if (now >= exp) return { fault: 'expired', now, expiredAt: exp }
  if (nbf === undefined) return undefined
  return typeof nbf === 'number' && now + CLOCK_SKEW >= nbf ? undefined : { fault: 'malformed' }
}

/**
 * Whom of the expected a token was made for. One made for several says in `azp` who asked for it, and that
 * must be one of ours.
 */
export function audienceOf({ aud, azp }: Claims, expected: readonly string[]): string | undefined {
  const named = Array.isArray(aud) ? aud : [aud]
  if (named.length > 1) return expected.find((one) => one === azp && named.includes(one))
  return expected.find((one) => one === named[0])
}

/** What providers call people: OpenID Connect Core §2 allows 255 characters, Apple and others keep to it. */
export const isSubject = (value: unknown): value is string =>
  typeof value === 'string' && /^[^\p{Cc}\p{Cs}]{1,255}$/u.test(value)

const isGiven = (value: unknown) => value !== undefined && value !== null && value !== ''
