import { ServiceError } from '../api/errors.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { isRecoveryByAdministrator } from '../rules/recovery.ts'
import type { Services } from '../store/services.ts'
import type { Metadata } from '../triggers/call-trigger.ts'
import { requireUser } from './find-user.ts'
import { recoveryAddress, sendResetCode, unreachable } from './reset-code.ts'
import { reportUndelivered } from './send-code.ts'

/**
 * Makes a user's password worthless until they choose another one, with a code that is sent to them. Their
 * sessions stay. It takes a pool whose people recover their accounts themselves, and an address to reach
 * this one at: else nobody could get them in again but by AdminSetUserPassword, which needs no reset.
 *
 * @throws UserNotFoundException, NotAuthorizedException, InvalidParameterException.
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html
 */
export async function requireReset(
  {
    pool,
    username,
    clientMetadata,
  }: { pool: Pool; username: string; clientMetadata: Metadata | undefined },
  services: Services,
): Promise<void> {
  const user = await requireUser(pool, username, services)
  if (isRecoveryByAdministrator(pool.document)) {
    const message = 'Could not reset password for the account, please contact support or try again'
    throw new ServiceError('NotAuthorizedException', message)
  }
  if (!user.enabled) throw new ServiceError('NotAuthorizedException', 'User is disabled.')
  if (!hasOwnPassword(user)) throw notResettable()
  const address = await recoveryAddress(pool, user, services)
  if (!address) throw unreachable()
  const now = services.clock.now()
  const isReset = await services.write(({ users }) =>
    users.update(user.id, { status: 'RESET_REQUIRED' }, now, user.status),
  )
  if (!isReset) throw notResettable()
  await reportUndelivered(
    sendResetCode({ pool, user, address, client: undefined, clientMetadata }, services),
  )
}

/** Whoever never chose a password, or is not confirmed, has other ways to one. */
const hasOwnPassword = ({ status }: User): boolean =>
  status === 'CONFIRMED' || status === 'RESET_REQUIRED'

const notResettable = () =>
  new ServiceError('NotAuthorizedException', 'User password cannot be reset in the current state.')
