import type { Pool } from '../records/pool.ts'
import { temporaryUntil } from '../rules/temporary-password.ts'
import type { Services } from '../store/services.ts'
import { claimFreeNames } from './aliases.ts'
import { requireUser, userNotFound } from './find-user.ts'
import { replacePassword } from './replace-password.ts'

/**
 * Gives a user a password, whatever state they are in: one to keep confirms them, one to begin with has to
 * be replaced at the next sign-in, within the pool's time. It ends no session and enables nobody.
 *
 * @throws UserNotFoundException, InvalidPasswordException, PasswordHistoryPolicyViolationException.
 */
export async function setPassword(
  { pool, username, password, isPermanent }: SetPassword,
  services: Services,
): Promise<void> {
  const user = await requireUser(pool, username, services)
  const now = services.clock.now()
  const policy = pool.document.Policies?.PasswordPolicy ?? {}
  const until = isPermanent ? undefined : temporaryUntil(policy, now)
  const { replace } = await replacePassword(pool, user, password, services, until)
  const status = isPermanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD'
  const isThere = await services.write(async (repositories) => {
    const { users } = repositories
    const current = await users.forChange(user.id)
    if (!current) return false
    await users.update(user.id, { status }, now)
    if (current.status === 'UNCONFIRMED') await claimFreeNames({ pool, user: current }, users)
    await replace(repositories)
    return true
  })
  if (!isThere) throw userNotFound()
}

interface SetPassword {
  readonly pool: Pool
  readonly username: string
  readonly password: string
  readonly isPermanent: boolean
}
