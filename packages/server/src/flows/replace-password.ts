import { ServiceError } from '../api/errors.ts'
import type { Pool } from '../records/pool.ts'
import type { Password, User } from '../records/user.ts'
import { checkPasswordPolicy } from '../rules/password-policy.ts'
import type { Repositories } from '../store/repositories.ts'
import type { Services } from '../store/services.ts'
import { demand } from './accept.ts'
import { isPassword, sealPassword } from './passwords.ts'

/** A new password as it is to be stored, and what writes it, with the one it replaces where a pool keeps a history. */
export interface Replacement {
  readonly sealed: Password
  replace(repositories: Repositories): Promise<void>
}

/**
 * Checks a new password against the pool's policy and the user's history, and hashes it.
 *
 * @param temporaryUntil when it ends, for a password that an administrator gives.
 * @throws InvalidPasswordException, PasswordHistoryPolicyViolationException.
 */
export async function replacePassword(
  pool: Pool,
  user: User,
  password: string,
  services: Services,
  temporaryUntil?: number,
): Promise<Replacement> {
  const policy = pool.document.Policies?.PasswordPolicy ?? {}
  demand(checkPasswordPolicy(password, policy))
  const kept = policy.PasswordHistorySize ?? 0
  const current = await services.passwords.ofUser(user.id)
  const earlier = kept > 0 ? await services.passwords.history(user.id, kept) : []
  for (const old of kept > 0 && current ? [current, ...earlier].slice(0, kept) : []) {
    if (await isPassword(pool, user, old, password, services)) {
      const message = 'Password has previously been used'
      throw new ServiceError('PasswordHistoryPolicyViolationException', message)
    }
  }
  const sealed = await sealPassword(pool, user, password, services, temporaryUntil)
  const id = services.random.uuid()
  const now = services.clock.now()
  return {
    sealed,
    async replace({ passwords }) {
      const replaced = kept > 0 ? await passwords.ofUser(user.id) : undefined
      if (replaced) await passwords.remember(id, user.id, replaced, now)
      await passwords.set(user.id, sealed, now)
    },
  }
}
