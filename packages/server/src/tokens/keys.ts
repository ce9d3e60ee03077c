import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { toBytes, toText } from '../crypto/encoding.ts'
import type { KeyPair, KeyStock } from '../ports/key-stock.ts'
import type { Keyring } from '../ports/keyring.ts'
import type { SigningKey, TokenUse } from '../records/signing-key.ts'
import { OwnerGoneError } from '../store/database.ts'
import type { Services } from '../store/services.ts'

const PURPOSE = 'signing key'

/** Parsing a PEM costs two to three times a signature, so parsed keys are kept; a kid never changes its key. */
const parsed = new Map<string, KeyObject>()
const MOST_PARSED = 4_000

/** The two signing keys of a new pool: one for ID tokens, one for access tokens. */
export async function makeSigningKeys(
  poolId: string,
  { keyStock, keyring }: { keyStock: KeyStock; keyring: Keyring },
): Promise<SigningKey[]> {
  const make = async (use: TokenUse) => toSigningKey(poolId, use, await keyStock.take(), keyring)
  return [await make('id'), await make('access')]
}

function toSigningKey(poolId: string, use: TokenUse, pair: KeyPair, keyring: Keyring): SigningKey {
  // Bound to the pool: two pools with one key, as tests have, still get different key ids.
  const kid = createHash('sha256').update(`${poolId} ${use} ${pair.publicKey}`).digest('base64')
  return { poolId, use, ...sealKey(kid, pair, keyring) }
}

/** A key as it is stored, and all that is needed to use it. */
type StoredKey = Pick<SigningKey, 'kid' | 'publicKey' | 'sealedPrivateKey'>

/** A fresh key pair as it is stored: the private half sealed, and bound to the key's id. */
export const sealKey = (kid: string, pair: KeyPair, keyring: Keyring): StoredKey => ({
  kid,
  publicKey: pair.publicKey,
  sealedPrivateKey: keyring.seal(PURPOSE, toBytes(pair.privateKey), kid),
})

/** What signs a pool's tokens: answers the key of one use, ready for use. */
export async function signingKeys(
  poolId: string,
  { keys, keyring }: Pick<Services, 'keys' | 'keyring'>,
): Promise<(use: TokenUse) => { kid: string; key: KeyObject }> {
  const found = await keys.ofPool(poolId)
  return (use) => {
    const key = found.find((candidate) => candidate.use === use)
    // A pool is never without: it was deleted since the request found it.
    if (!key) throw new OwnerGoneError(`pool ${poolId} has no key for ${use} tokens`)
    return { kid: key.kid, key: privateKeyOf(key, keyring) }
  }
}

/** The private half of a key, as node:crypto signs with it. */
export const privateKeyOf = (key: StoredKey, keyring: Keyring): KeyObject =>
  keep(`private ${key.kid}`, () => openPrivateKey(key, keyring))

/** The public half of a key, as node:crypto verifies with it. */
export const verificationKey = (key: Pick<StoredKey, 'kid' | 'publicKey'>): KeyObject =>
  keep(`public ${key.kid}`, () => createPublicKey(key.publicKey))

/** Public keys as a JWK Set (RFC 7517 §5), with the members that Cognito's has. */
export function toJwks(keys: readonly StoredKey[], alg = 'RS256'): { keys: object[] } {
  return {
    keys: keys.map((key) => {
      const { e, kty, n } = verificationKey(key).export({ format: 'jwk' })
      return { alg, e, kid: key.kid, kty, n, use: 'sig' }
    }),
  }
}

function openPrivateKey(key: StoredKey, keyring: Keyring): KeyObject {
  const pem = keyring.open(PURPOSE, key.sealedPrivateKey, key.kid)
  if (!pem) throw new Error(`signing key ${key.kid} was sealed under another master key`)
  return createPrivateKey(toText(pem))
}

function keep(name: string, make: () => KeyObject): KeyObject {
  const known = parsed.get(name)
  if (known) return known
  const key = make()
  const oldest = parsed.size >= MOST_PARSED ? parsed.keys().next().value : undefined
  if (oldest !== undefined) parsed.delete(oldest)
  parsed.set(name, key)
  return key
}
