import { ServiceError } from '../api/errors.ts'
import { toText } from '../crypto/encoding.ts'
import { isEqualSecret } from '../crypto/equal.ts'
import type { Keyring } from '../ports/keyring.ts'
import type { Client } from '../records/client.ts'
import { secretHash } from '../rules/secret-hash.ts'

export const CLIENT_SECRET_PURPOSE = 'client secret'

/** A client's secrets, opened; none for a public client. */
export function clientSecrets(client: Client, keyring: Keyring): string[] {
  return client.sealedSecrets.map((sealed) => {
    const secret = keyring.open(CLIENT_SECRET_PURPOSE, sealed, client.id)
    if (!secret)
      throw new Error(`secret of client ${client.id} was sealed under another master key`)
    return toText(secret)
  })
}

/**
 * Checks the SECRET_HASH that a client with a secret must send. Each name is one that the hash may have
 * been made from: as typed, or the user's own.
 *
 * @throws NotAuthorizedException when it is missing or made with another secret or name.
 */
export function checkSecretHash(
  client: Client,
  given: string | undefined,
  names: readonly string[],
  keyring: Keyring,
): void {
  if (client.sealedSecrets.length === 0) return
  if (given === undefined) {
    const message = `Client ${client.id} is configured with secret but SECRET_HASH was not received`
    throw new ServiceError('NotAuthorizedException', message)
  }
  const expected = clientSecrets(client, keyring).flatMap((secret) =>
    names.map((name) => secretHash(name, client.id, secret)),
  )
  if (expected.filter((hash) => isEqualSecret(hash, given)).length > 0) return
  const message = `Unable to verify secret hash for client ${client.id}`
  throw new ServiceError('NotAuthorizedException', message)
}

/** Whether the secret itself, where an operation takes it, is one of the client's. True for a public client. */
export function isClientSecret(
  client: Client,
  given: string | undefined,
  keyring: Keyring,
): boolean {
  if (client.sealedSecrets.length === 0) return true
  const secrets = clientSecrets(client, keyring)
  return given !== undefined && secrets.filter((secret) => isEqualSecret(secret, given)).length > 0
}
