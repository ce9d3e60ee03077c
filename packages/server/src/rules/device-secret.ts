import type { DeviceSecretVerifierConfigType } from '@aws-sdk/client-cognito-identity-provider'
import { fromBytes, toBytes } from '../crypto/powers.ts'
import { N } from './srp.ts'

/** What proves that a device knows the password it made up. */
export interface DeviceSecret {
  readonly salt: Uint8Array
  /** 384 bytes. */
  readonly verifier: Uint8Array
}

/** Clients send 16 bytes, with a zero before them where the first bit is set. */
const LONGEST_SALT = 64
/** A number below N, with a zero before it likewise. */
const LONGEST_VERIFIER = 385

/**
 * The salt and verifier of ConfirmDevice, or undefined when they are none. A verifier that is a multiple of N
 * would make any password right, as an A of that kind would (RFC 5054 §2.5.4).
 */
export function readDeviceSecret({
  Salt,
  PasswordVerifier,
}: DeviceSecretVerifierConfigType): DeviceSecret | undefined {
  const salt = Buffer.from(Salt ?? '', 'base64')
  const bytes = Buffer.from(PasswordVerifier ?? '', 'base64')
  if (salt.length === 0 || salt.length > LONGEST_SALT) return undefined
  if (bytes.length === 0 || bytes.length > LONGEST_VERIFIER) return undefined
  const verifier = fromBytes(bytes)
  if (verifier === 0n || verifier >= N) return undefined
  return { salt, verifier: toBytes(verifier) }
}
