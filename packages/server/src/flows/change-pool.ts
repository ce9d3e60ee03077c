import { ServiceError } from '../api/errors.ts'
import type { PoolDocument } from '../records/pool.ts'
import type { Verdict } from '../rules/verdict.ts'
import type { Services } from '../store/services.ts'
import { accept } from './accept.ts'

/**
 * Changes a pool's document, and its name where one is given, from what it is at that moment: of two
 * changes at once the second is made to what the first left.
 *
 * @throws what the change is refused with; ResourceNotFoundException when the pool is gone.
 */
export async function changePool(
  poolId: string,
  change: (current: PoolDocument) => Verdict<PoolDocument>,
  { write, clock }: Services,
  name?: string,
): Promise<void> {
  await write(async ({ pools }) => {
    const pool = await pools.forChange(poolId)
    if (!pool) {
      const message = `User pool ${poolId} does not exist.`
      throw new ServiceError('ResourceNotFoundException', message)
    }
    const document = accept(change(pool.document))
    const modifiedAt = clock.now()
    await pools.update({ id: poolId, name: name ?? pool.name, document, modifiedAt })
  })
}
