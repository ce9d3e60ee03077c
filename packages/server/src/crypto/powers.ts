import { DiffieHellman, getDiffieHellman } from 'node:crypto'

const GROUP = 'modp15'
const MODULUS_BYTES = 384
const GENERATOR = 2n

/**
 * The 3072-bit safe prime that Cognito's SRP uses.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3526#section-5 the same prime as RFC 5054's 3072-bit group
 */
export const MODULUS = fromBytes(getDiffieHellman(GROUP).getPrime())

/**
 * `base ** exponent` modulo the prime, by OpenSSL's exponentiation for private keys: several times faster
 * than BigInt, and its time depends on the exponent's length only.
 */
export function modPow(base: bigint, exponent: bigint): bigint {
  const residue = modulo(base, MODULUS)
  if (residue === 0n) return exponent === 0n ? 1n : 0n
  // Fermat: exponents count modulo N - 1, so OpenSSL is never given one longer than the prime.
  const power = modulo(exponent, MODULUS - 1n)
  // OpenSSL refuses 1 and N - 1 as a peer's key (RFC 2631, 2.1.5); their powers need no work.
  if (residue === 1n) return 1n
  if (residue === MODULUS - 1n) return power % 2n === 0n ? 1n : residue
  return fromBytes(computeSecret(toHex(power), toHex(residue)))
}

/** `2 ** exponent` modulo the prime. */
export function generatorPow(exponent: bigint): bigint {
  return modPow(GENERATOR, exponent)
}

/** A residue as 384 bytes, the highest first. */
export function toBytes(residue: bigint): Buffer {
  return Buffer.from(toHex(residue), 'hex')
}

/** The number that bytes spell, the highest first; none spell zero. */
export function fromBytes(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
}

/**
 * A power is what Diffie-Hellman calls a shared secret. Node offers `setPrivateKey` on its general class
 * only, and that class tests the prime anew, for over a second; both wrap one native type, so its method
 * serves the built-in group as well. A fresh object each time, so that no exponent outlives its use.
 */
function computeSecret(privateKey: string, peerKey: string): Uint8Array {
  const group = getDiffieHellman(GROUP)
  DiffieHellman.prototype.setPrivateKey.call(group, privateKey, 'hex')
  return group.computeSecret(peerKey, 'hex')
}

function toHex(residue: bigint): string {
  return residue.toString(16).padStart(MODULUS_BYTES * 2, '0')
}

function modulo(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus
  return rest < 0n ? rest + modulus : rest
}
