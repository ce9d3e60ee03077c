/** The keys that the user pool signs its tokens with, as it publishes them. */
import { type AuthCore, userPoolOf } from '../core/core.ts'
import { awsEndpoint } from '../wire/user-pool.ts'

/** A key by its id, or undefined where the pool has none of that id or could not be asked. */
export type FindKey = (keyId: string) => Promise<CryptoKey | undefined>

/** A token may name a key that nobody has heard of: that asks the pool again, but no more often than this. */
const ASK_EVERY_MS = 10_000

const RS256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }

type Keys = ReadonlyMap<string, CryptoKey>

/** Asks for the keys when the first token comes, and again for one that is signed with a new key. */
export function poolKeys(core: AuthCore): FindKey {
  let askedAt = Number.NEGATIVE_INFINITY
  let keys: Promise<Keys> = Promise.resolve(new Map())

  return async (keyId) => {
    const known = (await keys).get(keyId)
    if (known) return known
    if (performance.now() - askedAt > ASK_EVERY_MS) {
      askedAt = performance.now()
      const before = keys
      keys = fetchKeys(core).catch(() => before)
    }
    return (await keys).get(keyId)
  }
}

async function fetchKeys(core: AuthCore): Promise<Keys> {
  const { userPoolId } = userPoolOf(core)
  const { userPoolEndpoint = awsEndpoint('cognito-idp', userPoolId.split('_')[0]) } = core.config
  const base = userPoolEndpoint.replace(/\/*$/, '/')
  const response = await core.fetch(`${base}${userPoolId}/.well-known/jwks.json`, {
    headers: (await core.headers?.()) ?? {},
    // Who answers in the pool's place would say whose tokens are believed.
    redirect: 'error',
    signal: AbortSignal.timeout(core.timeoutMs),
  })
  const { keys } = (await response.json()) as { keys: (JsonWebKey & { kid: string })[] }
  const imported = keys
    .filter(({ kty }) => kty === 'RSA')
    .map(
      async (key) =>
        [key.kid, await crypto.subtle.importKey('jwk', key, RS256, false, ['verify'])] as const,
    )
  return new Map(await Promise.all(imported))
}
