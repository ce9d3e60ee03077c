/**
 * The numbers both sides agree on: the 3072-bit group, and SHA-256 over numbers as Java writes them.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5054#appendix-A
 */
import { type Bytes, concat, fromHex, toHex } from '../encoding/bytes.ts'

export const N =
  0xffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3be39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffffn

export const G = 2n

/** A number as whole bytes whose first bit is free for the sign: how Cognito hashes every number. */
export function padded(value: bigint): Bytes {
  const hex = value.toString(16)
  const whole = hex.length % 2 === 0 ? hex : `0${hex}`
  return fromHex(/^[89a-f]/.test(whole) ? `00${whole}` : whole)
}

export const toNumber = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`)

export const sha256 = async (...parts: Uint8Array[]): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', concat(...parts)))

/** The multiplier of SRP-6a. */
export const multiplier = async (): Promise<bigint> => toNumber(await sha256(padded(N), padded(G)))
