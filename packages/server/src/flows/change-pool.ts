import { ServiceError } from '../api/errors.ts'
import type { PoolDocument } from '../records/pool.ts'
import type { Verdict } from '../rules/verdict.ts'
import type { Repositories } from '../store/repositories.ts'
import type { Services } from '../store/services.ts'
import { accept } from './accept.ts'

interface PoolChange {
  readonly poolId: string
  /** Asked once no other change can come in between, of what stands beside the document either. */
  readonly change: (current: PoolDocument) => Verdict<PoolDocument> | Promise<Verdict<PoolDocument>>
  readonly now: number
  /** The pool's new name; without one it keeps its own. */
  readonly name?: string | undefined
}

/**
 * Changes a pool's document, and its name where one is given, from what it is at that moment: of two
 * changes at once the second is made to what the first left.
 *
 * @throws what the change is refused with; ResourceNotFoundException when the pool is gone.
 */
export async function changePool(
  poolId: string,
  change: PoolChange['change'],
  { write, clock }: Services,
): Promise<void> {
  const now = clock.now()
  await write((repositories) => changePoolWithin(repositories, { poolId, change, now }))
}

/** The same inside a write that changes more than the document. Answers the new document. */
export async function changePoolWithin(
  { pools }: Pick<Repositories, 'pools'>,
  { poolId, change, now, name }: PoolChange,
): Promise<PoolDocument> {
  const pool = await pools.forChange(poolId)
  if (!pool) {
    const message = `User pool ${poolId} does not exist.`
    throw new ServiceError('ResourceNotFoundException', message)
  }
  const document = accept(await change(pool.document))
  await pools.update({ id: poolId, name: name ?? pool.name, document, modifiedAt: now })
  return document
}
