import type { CreateIdentityPoolInput } from '@aws-sdk/client-cognito-identity'
import { ServiceError } from '../api/errors.ts'
import type { IdentityPool, IdentityPoolDocument } from '../records/identity-pool.ts'
import { buildIdentityPoolDocument } from '../rules/identity-pool-document.ts'
import { CUSTOM_ID_TAG } from '../rules/pool-tags.ts'
import type { Verdict } from '../rules/verdict.ts'
import type { Repositories } from '../store/repositories.ts'
import type { Services } from '../store/services.ts'
import { accept } from './accept.ts'
import { openDocument, sealDocument } from './identity-pool-secrets.ts'

/** Makes an identity pool. */
export async function createIdentityPool(
  input: CreateIdentityPoolInput,
  services: Services,
): Promise<IdentityPool> {
  const { identity, clock, keyring, write } = services
  const now = clock.now()
  const pool: IdentityPool = {
    id: chooseId(input, services),
    name: input.IdentityPoolName ?? '',
    document: accept(buildIdentityPoolDocument(input, identity)),
    createdAt: now,
    modifiedAt: now,
  }
  const stored = { ...pool, document: sealDocument(pool.id, pool.document, keyring) }
  const isNew = await write(({ identityPools }) => identityPools.insert(stored))
  if (isNew) return pool
  throw new ServiceError('ResourceConflictException', `IdentityPool '${pool.id}' already exists.`)
}

function chooseId({ IdentityPoolTags }: CreateIdentityPoolInput, services: Services): string {
  const { identity, random } = services
  const custom = IdentityPoolTags?.[CUSTOM_ID_TAG]
  if (custom === undefined) return `${identity.region}:${random.uuid()}`
  if (/^[\w-]{1,18}:[0-9a-f-]{1,36}$/.test(custom)) return custom
  const message = `The tag ${CUSTOM_ID_TAG} must be an identity pool id such as ${identity.region}:00000000-0000-4000-8000-000000000000.`
  throw new ServiceError('InvalidParameterException', message)
}

interface IdentityPoolChange {
  readonly id: string
  readonly change: (current: IdentityPoolDocument) => Verdict<IdentityPoolDocument>
  /** The pool's new name; without one it keeps its own. */
  readonly name?: string | undefined
}

/**
 * Changes an identity pool's document, and its name where one is given, from what it is at that moment: see
 * `changePool`.
 *
 * @throws what the change is refused with; ResourceNotFoundException when the pool is gone.
 */
export async function changeIdentityPool(
  { id, change, name }: IdentityPoolChange,
  { write, clock, keyring }: Services,
): Promise<IdentityPool> {
  const now = clock.now()
  return await write(async (repositories) => {
    const pool = await lockIdentityPool(id, repositories)
    const document = accept(change(openDocument(id, pool.document, keyring)))
    const changed = { ...pool, name: name ?? pool.name, document, modifiedAt: now }
    const stored = { ...changed, document: sealDocument(id, document, keyring) }
    await repositories.identityPools.update(stored)
    return changed
  })
}

/**
 * Reads an identity pool inside a write, its secrets still sealed, and keeps other writes off it.
 *
 * @throws ResourceNotFoundException when it is gone.
 */
export async function lockIdentityPool(
  id: string,
  { identityPools }: Pick<Repositories, 'identityPools'>,
): Promise<IdentityPool> {
  const pool = await identityPools.forChange(id)
  if (pool) return pool
  throw new ServiceError('ResourceNotFoundException', `IdentityPool '${id}' not found.`)
}
