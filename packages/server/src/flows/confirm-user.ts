import type { Pool } from '../records/pool.ts'
import type { Services } from '../store/services.ts'
import type { Metadata } from '../triggers/call-trigger.ts'
import { afterConfirmation } from './after-confirmation.ts'
import { claimFreeNames } from './aliases.ts'
import { notUnconfirmed } from './confirm-sign-up.ts'
import { requireUser, userNotFound } from './find-user.ts'

/**
 * Confirms somebody who signed up, on an administrator's word. It proves no address of theirs.
 *
 * @throws UserNotFoundException, NotAuthorizedException for a user who is not unconfirmed, and what the
 *   trigger throws.
 */
export async function confirmUser(
  {
    pool,
    username,
    clientMetadata,
  }: { pool: Pool; username: string; clientMetadata: Metadata | undefined },
  services: Services,
): Promise<void> {
  const { id } = await requireUser(pool, username, services)
  const now = services.clock.now()
  await services.write(async ({ users }) => {
    const user = await users.forChange(id)
    if (!user) throw userNotFound()
    if (user.status !== 'UNCONFIRMED') throw notUnconfirmed(user)
    await users.update(id, { status: 'CONFIRMED' }, now)
    await claimFreeNames({ pool, user }, users)
  })
  const by = 'ConfirmSignUp'
  await afterConfirmation({ pool, client: undefined, userId: id, by, clientMetadata }, services)
}
