import type { CreateUserPoolRequest } from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../api/errors.ts'
import type { Pool } from '../records/pool.ts'
import { drawText } from '../rules/draw-text.ts'
import { buildPoolDocument } from '../rules/pool-document.ts'
import { CUSTOM_ID_TAG, PASSWORD_STORAGE_TAG } from '../rules/pool-tags.ts'
import type { Services } from '../store/services.ts'
import { makeSigningKeys } from '../tokens/keys.ts'
import { accept } from './accept.ts'
import { requireSenderKey } from './sender-key.ts'

const ID_LENGTH = 9

/** Makes a pool and its two signing keys, together or not at all. */
export async function createPool(input: CreateUserPoolRequest, services: Services): Promise<Pool> {
  const document = accept(buildPoolDocument(input))
  await requireSenderKey(document.LambdaConfig, services)
  const now = services.clock.now()
  const pool: Pool = {
    id: chooseId(input, services),
    name: input.PoolName ?? '',
    document,
    passwordStorage: choosePasswordStorage(input, services),
    createdAt: now,
    modifiedAt: now,
  }
  const signingKeys = await makeSigningKeys(pool.id, services)
  await services.write(async ({ pools, keys }) => {
    if (!(await pools.insert(pool))) {
      const message = `User pool ${pool.id} already exists.`
      throw new ServiceError('InvalidParameterException', message)
    }
    for (const key of signingKeys) await keys.insert(key, now)
  })
  return pool
}

function chooseId(input: CreateUserPoolRequest, { identity, random }: Services): string {
  const custom = input.UserPoolTags?.[CUSTOM_ID_TAG]
  if (custom === undefined) return `${identity.region}_${drawText(random, ID_LENGTH)}`
  if (/^[\w-]{1,45}_[0-9a-zA-Z]{1,9}$/.test(custom)) return custom
  const message = `The tag ${CUSTOM_ID_TAG} must be a user pool id such as ${identity.region}_Example01.`
  throw new ServiceError('InvalidParameterException', message)
}

function choosePasswordStorage(
  input: CreateUserPoolRequest,
  { identity }: Services,
): Pool['passwordStorage'] {
  const asked = input.UserPoolTags?.[PASSWORD_STORAGE_TAG] ?? identity.passwordStorage
  if (asked === 'srp' || asked === 'argon2id') return asked
  const message = `The tag ${PASSWORD_STORAGE_TAG} must be srp or argon2id.`
  throw new ServiceError('InvalidParameterException', message)
}
