import { Secret, TOTP } from 'otpauth'

const PERIOD_S = 30
/** Steps that a phone's clock may be off, either way (RFC 6238 §5.2). */
const DRIFT_STEPS = 1
/** Cognito's authenticator apps: SHA-1, six digits, thirty seconds. */
const SHAPE = { algorithm: 'SHA1', digits: 6, period: PERIOD_S } as const

export const TOTP_SECRET_BYTES = 32

/** A secret as an authenticator app takes it: base32 (RFC 4648 §6) without padding. */
export const toBase32 = (secret: Uint8Array): string =>
  new Secret({ buffer: Uint8Array.from(secret).buffer }).base32

/** The time step whose code this is, or undefined where it is none of the steps around now. */
export function totpStep(secret: string, code: string, now: number): number | undefined {
  const totp = new TOTP({ ...SHAPE, secret: Secret.fromBase32(secret) })
  const delta = totp.validate({ token: code, window: DRIFT_STEPS, timestamp: now })
  return delta === null ? undefined : TOTP.counter({ period: PERIOD_S, timestamp: now }) + delta
}
