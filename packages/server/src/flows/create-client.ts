import type { CreateUserPoolClientRequest } from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../api/errors.ts'
import type { Client } from '../records/client.ts'
import type { Pool } from '../records/pool.ts'
import { buildClientDocument } from '../rules/client-document.ts'
import { drawText, LOWER_CASE } from '../rules/draw-text.ts'
import { CUSTOM_ID_PREFIX } from '../rules/pool-tags.ts'
import type { Services } from '../store/services.ts'
import { accept } from './accept.ts'
import { makeClientSecret } from './client-secrets.ts'
import { requireTierOfClient } from './tiers.ts'

const ID_LENGTH = 26

/** Makes an application client of a pool, with a secret where one is asked for. */
export async function createClient(
  pool: Pool,
  input: CreateUserPoolClientRequest,
  services: Services,
): Promise<{ client: Client; secret: string | undefined }> {
  const hasSecret = input.GenerateSecret === true || input.ClientSecret !== undefined
  const document = accept(buildClientDocument(input, pool.document, hasSecret))
  if (input.GenerateSecret && input.ClientSecret !== undefined) {
    const message = 'GenerateSecret and ClientSecret cannot be given together.'
    throw new ServiceError('InvalidParameterException', message)
  }
  const { id, name } = chooseId(input.ClientName ?? '', services)
  const secret = hasSecret ? makeClientSecret(id, input.ClientSecret, services) : undefined
  const now = services.clock.now()
  const client: Client = {
    id,
    poolId: pool.id,
    name,
    document,
    sealedSecrets: secret ? [secret.record.sealed] : [],
    createdAt: now,
    modifiedAt: now,
  }
  const isMade = await services.write(async ({ pools, clients }) => {
    await requireTierOfClient(document, pool.id, { pools })
    if (!(await clients.insert(client))) return false
    if (secret) await clients.addSecret(id, secret.record)
    return true
  })
  if (isMade) return { client, secret: secret?.generated }
  throw new ServiceError('InvalidParameterException', `User pool client ${id} already exists.`)
}

function chooseId(given: string, { random }: Services): { id: string; name: string } {
  if (!given.startsWith(CUSTOM_ID_PREFIX)) {
    return { id: drawText(random, ID_LENGTH, LOWER_CASE), name: given }
  }
  const id = given.slice(CUSTOM_ID_PREFIX.length).trim()
  if (/^[\w+]{1,128}$/.test(id)) return { id, name: id }
  const message = `A client name that starts with ${CUSTOM_ID_PREFIX} must go on with a client id of letters and digits.`
  throw new ServiceError('InvalidParameterException', message)
}
