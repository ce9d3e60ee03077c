import { ServiceError } from '../../api/errors.ts'
import type { Services } from '../../store/services.ts'
import { checkSecretHash } from '../client-proof.ts'
import { findUser } from '../find-user.ts'
import { isPassword } from '../passwords.ts'
import { hidesUsers } from '../unknown-user.ts'
import { countFailure, lockoutSubject, refuseLocked } from './lockout.ts'
import type { Outcome } from './outcome.ts'
import { passwordProven } from './prove-password.ts'
import { requireValue, type SignInCall } from './request.ts'

/** USER_PASSWORD_AUTH and ADMIN_USER_PASSWORD_AUTH: the password itself, over TLS. */
export async function startPassword(call: SignInCall, services: Services): Promise<Outcome> {
  const { pool, client, values } = call
  const name = requireValue(call, 'USERNAME')
  const password = requireValue(call, 'PASSWORD')
  checkSecretHash(client, values.SECRET_HASH, [name], services.keyring)

  const user = await findUser(pool, name, services)
  if (!user && !hidesUsers(client)) {
    throw new ServiceError('UserNotFoundException', 'User does not exist.')
  }
  const subject = lockoutSubject(pool, user, name, services)
  await refuseLocked(subject, services)
  const stored = user && (await services.passwords.ofUser(user.id))
  const isRight = await isPassword(pool, user, stored, password, services)
  if (!user || !stored || !isRight) throw await countFailure(subject, services)
  return passwordProven({ user, password: stored, lockoutSubject: subject }, services)
}
