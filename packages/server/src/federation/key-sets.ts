import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose'
import type { Clock } from '../ports/clock.ts'
import { OutsideError, type OutsideRequest } from './outside-request.ts'

/** How long a key set is believed; an unknown key id fetches it anew, at most every half minute. */
const MAX_AGE_MS = 10 * 60 * 1000
const COOLDOWN_MS = 30_000

/** How long an issuer's own word is believed of where its keys are. */
const MAX_DISCOVERY_AGE_MS = 60 * 60 * 1000

/** Issuers of which the keys are kept. */
const MOST_ISSUERS = 1_000

/** The keys of an issuer, as `jose` asks for them. @throws OutsideError when they cannot be had. */
export type KeySets = (issuer: string) => Promise<JWTVerifyGetKey>

interface Kept {
  readonly keys: Promise<JWTVerifyGetKey>
  readonly until: number
}

/** Finds issuers' keys by discovery (OpenID Connect Discovery §4), and keeps them. */
export function makeKeySets(request: OutsideRequest, clock: Clock): KeySets {
  const known = new Map<string, Kept>()

  function find(issuer: string): Promise<JWTVerifyGetKey> {
    const kept = known.get(issuer)
    if (kept && clock.now() < kept.until) return kept.keys
    known.delete(issuer)
    const oldest = known.size >= MOST_ISSUERS ? known.keys().next().value : undefined
    if (oldest !== undefined) known.delete(oldest)
    const keys = discover(issuer, request)
    known.set(issuer, { keys, until: clock.now() + MAX_DISCOVERY_AGE_MS })
    return keys
  }

  return async (issuer) => {
    // What failed is found anew the next time: the issuer may have said something wrong.
    const forgetting = async <Result>(work: () => Promise<Result>): Promise<Result> => {
      try {
        return await work()
      } catch (error) {
        if (error instanceof OutsideError) known.delete(issuer)
        throw error
      }
    }
    const keys = await forgetting(() => find(issuer))
    return (header, token) => forgetting(async () => await keys(header, token))
  }
}

async function discover(issuer: string, request: OutsideRequest): Promise<JWTVerifyGetKey> {
  const at = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  if (!URL.canParse(at)) throw new OutsideError(`${issuer} is no address`)
  const address = new URL(at)
  const { status, text } = await request(address)
  const metadata = status === 200 ? readObject(text) : undefined
  const { issuer: named, jwks_uri } = metadata ?? {}
  if (typeof jwks_uri !== 'string' || !URL.canParse(jwks_uri)) {
    throw new OutsideError(`${address.host} publishes no OpenID configuration`)
  }
  // §4.3: who publishes for another issuer must not be believed.
  if (named !== issuer) throw new OutsideError(`${address.host} publishes for ${String(named)}`)
  return createRemoteJWKSet(new URL(jwks_uri), {
    cacheMaxAge: MAX_AGE_MS,
    cooldownDuration: COOLDOWN_MS,
    [customFetch]: async (url: string) => {
      const answer = await request(new URL(url))
      if (answer.status !== 200) throw new OutsideError(`${url} answers ${answer.status}`)
      return new Response(answer.text)
    },
  })
}

/** The JSON object that a text is; undefined for anything else. */
export function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined // no JSON
  }
}
