import { randomBytes, toBase64 } from '../encoding/bytes.ts'
import { G, padded, toNumber } from './group.ts'
import { modPow } from './mod-pow.ts'
import { exponentOf } from './srp.ts'

const PASSWORD_BYTES = 40
const SALT_BYTES = 16

/** A device's own password, and what the server keeps to check it. */
export interface DeviceSecret {
  readonly password: string
  /** `DeviceSecretVerifierConfig` of ConfirmDevice. */
  readonly verifier: { readonly Salt: string; readonly PasswordVerifier: string }
}

/** Draws a password for a device of this group: it is kept here and never sent. */
export async function drawDeviceSecret(groupKey: string, deviceKey: string): Promise<DeviceSecret> {
  const password = toBase64(randomBytes(PASSWORD_BYTES))
  const salt = toNumber(randomBytes(SALT_BYTES))
  const verifier = modPow(G, await exponentOf(groupKey, deviceKey, password, salt))
  return {
    password,
    verifier: { Salt: toBase64(padded(salt)), PasswordVerifier: toBase64(padded(verifier)) },
  }
}
