import { ServiceError } from '../api/errors.ts'
import { toBytes } from '../crypto/encoding.ts'
import type { Client, ClientSecret } from '../records/client.ts'
import { drawText, LOWER_CASE } from '../rules/draw-text.ts'
import type { Services } from '../store/services.ts'
import { CLIENT_SECRET_PURPOSE } from './client-proof.ts'

const SECRET_LENGTH = 51
/** One that applications move away from, and one that they move to. */
const MOST_SECRETS = 2

/** A secret for a client: the one given, or a fresh one, which only then is told. */
export function makeClientSecret(
  clientId: string,
  given: string | undefined,
  { random, keyring, clock }: Pick<Services, 'random' | 'keyring' | 'clock'>,
): { record: ClientSecret; generated: string | undefined } {
  const generated = given === undefined ? drawText(random, SECRET_LENGTH, LOWER_CASE) : undefined
  const sealed = keyring.seal(CLIENT_SECRET_PURPOSE, toBytes(given ?? generated ?? ''), clientId)
  return { record: toRecord(clientId, sealed, clock.now()), generated }
}

const toRecord = (clientId: string, sealed: string, createdAt: number): ClientSecret => ({
  id: `${clientId}--${createdAt}`,
  sealed,
  createdAt,
})

/**
 * Gives a client another secret beside the one it has; from now on either proves the client.
 *
 * A client without one is public: its applications prove nothing, and a secret would shut all of them out.
 *
 * @throws InvalidParameterException for a public client, LimitExceededException where there are two.
 */
export async function addClientSecret(
  client: Client,
  given: string | undefined,
  services: Services,
): Promise<{ record: ClientSecret; generated: string | undefined }> {
  const { record, generated } = makeClientSecret(client.id, given, services)
  const kept = await services.write(async ({ clients }) => {
    const secrets = await lockSecrets(client, clients)
    const newest = secrets.at(-1)
    if (!newest) {
      const message = `Client ${client.id} is a public client: make a new one to have a secret.`
      throw new ServiceError('InvalidParameterException', message)
    }
    if (secrets.length >= MOST_SECRETS) {
      const message = `Client ${client.id} has ${MOST_SECRETS} secrets already: delete one first.`
      throw new ServiceError('LimitExceededException', message)
    }
    // The id is made of the time, and two secrets of one millisecond still have two.
    const createdAt = Math.max(record.createdAt, newest.createdAt + 1)
    const added = toRecord(client.id, record.sealed, createdAt)
    await clients.addSecret(client.id, added)
    return added
  })
  return { record: kept, generated }
}

/**
 * Takes one of two secrets from a client; what was proven with it stays proven.
 *
 * @throws ResourceNotFoundException for one it does not have, InvalidParameterException for its last.
 */
export async function removeClientSecret(
  client: Client,
  secretId: string,
  services: Services,
): Promise<void> {
  await services.write(async ({ clients }) => {
    const secrets = await lockSecrets(client, clients)
    if (!secrets.some(({ id }) => id === secretId)) {
      const message = `Client secret ${secretId} does not exist.`
      throw new ServiceError('ResourceNotFoundException', message)
    }
    if (secrets.length === 1) {
      const message = `Client secret ${secretId} is the last of its client and cannot be deleted.`
      throw new ServiceError('InvalidParameterException', message)
    }
    await clients.removeSecret(client.id, secretId)
  })
}

/** A client's secrets as they are until the write ends: of two changes at once, each counts. */
async function lockSecrets(client: Client, clients: Services['clients']): Promise<ClientSecret[]> {
  if (await clients.lock(client.id)) return await clients.secrets(client.id)
  const message = `User pool client ${client.id} does not exist.`
  throw new ServiceError('ResourceNotFoundException', message)
}
