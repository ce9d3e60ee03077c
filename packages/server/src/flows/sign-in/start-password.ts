import { ServiceError } from '../../api/errors.ts'
import type { User } from '../../records/user.ts'
import type { Repositories } from '../../store/repositories.ts'
import type { Services } from '../../store/services.ts'
import { hasTrigger } from '../../triggers/call-trigger.ts'
import { checkSecretHash } from '../client-proof.ts'
import { findUser } from '../find-user.ts'
import { isMigrationRefused, migrateUser } from '../migrate-user.ts'
import { isPassword } from '../passwords.ts'
import { hidesUsers } from '../unknown-user.ts'
import { beforeSignIn } from './around-sign-in.ts'
import { countFailure, locked, lockoutSubject, refuseLocked, wrongPassword } from './lockout.ts'
import type { Outcome } from './outcome.ts'
import { passwordProven } from './prove-password.ts'
import { requireValue, type SignInCall } from './request.ts'

/** USER_PASSWORD_AUTH and ADMIN_USER_PASSWORD_AUTH: the password itself, over TLS. */
export async function startPassword(call: SignInCall, services: Services): Promise<Outcome> {
  const { client, values } = call
  const name = requireValue(call, 'USERNAME')
  const password = requireValue(call, 'PASSWORD')
  checkSecretHash(client, values.SECRET_HASH, [name], services.keyring)
  return await provePassword(call, { name, password }, services)
}

/**
 * Holds a plain password against the one of whoever has a name. Whom the pool does not know, its migration
 * function may.
 */
export async function provePassword(
  call: SignInCall,
  { name, password }: { name: string; password: string },
  services: Services,
): Promise<Outcome> {
  const { pool, client } = call
  const known = await findUser(pool, name, services)
  const user = known ?? (await migrate(call, { name, password }, services))
  if (!user && !hidesUsers(client)) {
    throw new ServiceError('UserNotFoundException', 'User does not exist.')
  }
  const subject = lockoutSubject(pool, user, name, services)
  await refuseLocked(subject, services)
  const isNew = user !== known
  await beforeSignIn(call, { name, user, isNew }, services)
  // Asked for nobody too: a query less would tell by the time that the name is nobody's.
  const stored = await services.passwords.ofUser(user?.id ?? '')
  const isRight = await isPassword(pool, user, stored, password, services)
  if (!user || !stored || !isRight) throw await countFailure(subject, services)
  return passwordProven({ user, password: stored, lockoutSubject: subject }, services)
}

/**
 * Asks the function that may know somebody. Each of its refusals counts as a wrong password: it is no way to
 * guess at those of the house people come from. To a client that hides users it is called one, too: the function is
 * asked of nobody else.
 */
async function migrate(
  { pool, client, validationData, clientMetadata }: SignInCall,
  { name, password }: { name: string; password: string },
  services: Services,
): Promise<User | undefined> {
  if (!hasTrigger('UserMigration', pool)) return undefined
  const subject = lockoutSubject(pool, undefined, name, services)
  await refuseLocked(subject, services)
  const now = services.clock.now()
  // Of guesses made all at once the right one is not told where the wrong ones locked the name meanwhile: nobody
  // is taken over then, by whom it could be told later.
  let isLocked = false
  const isAdmitted = async ({ attempts }: Pick<Repositories, 'attempts'>) => {
    isLocked = !(await attempts.succeed(subject, now))
    return !isLocked
  }
  const stranger = { pool, client, name, password, validationData, clientMetadata, isAdmitted }
  const user = await migrateUser(stranger, services).catch(async (error: unknown) => {
    if (!isMigrationRefused(error)) throw error
    const isCounted = await services.write(({ attempts }) => attempts.fail(subject, now))
    if (!isCounted) throw locked()
    throw hidesUsers(client) ? wrongPassword() : error
  })
  if (isLocked) throw locked()
  return user
}
