import type { UpdateUserPoolClientRequest } from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../api/errors.ts'
import type { Client } from '../records/client.ts'
import type { Pool } from '../records/pool.ts'
import { buildClientDocument } from '../rules/client-document.ts'
import type { Services } from '../store/services.ts'
import { accept } from './accept.ts'
import { requireTierOfClient } from './tiers.ts'

/**
 * Replaces a client's settings: what the input leaves out returns to its default. Its secrets, its id and,
 * unless another is given, its name stay.
 *
 * @throws what rules/client-document refuses; ResourceNotFoundException when it was deleted meanwhile.
 */
export async function updateClient(
  pool: Pool,
  client: Client,
  input: UpdateUserPoolClientRequest,
  { write, clock }: Services,
): Promise<Client> {
  const hasSecret = client.sealedSecrets.length > 0
  const changed: Client = {
    ...client,
    name: input.ClientName ?? client.name,
    document: accept(buildClientDocument(input, pool.document, hasSecret)),
    modifiedAt: clock.now(),
  }
  const isChanged = await write(async ({ pools, clients }) => {
    await requireTierOfClient(changed.document, pool.id, { pools })
    return await clients.update(changed)
  })
  if (isChanged) return changed
  const message = `User pool client ${client.id} does not exist.`
  throw new ServiceError('ResourceNotFoundException', message)
}
