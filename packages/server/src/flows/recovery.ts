import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../api/errors.ts'
import type { Client } from '../records/client.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { isRecoveryByAdministrator } from '../rules/recovery.ts'
import type { Services } from '../store/services.ts'
import { hasTrigger, type Metadata } from '../triggers/call-trigger.ts'
import { takeAttempt } from './attempt-limit.ts'
import { findUser } from './find-user.ts'
import { isMigrationRefused, migrateUser } from './migrate-user.ts'
import { recoveryAddress, sendResetCode, unreachable } from './reset-code.ts'
import { simulateResetCode } from './simulated-reset.ts'
import { combinationNotFound, hidesUsers, simulateUserId } from './unknown-user.ts'

const MOST_REQUESTS_AN_HOUR = 5

/** Somebody who forgot a password, by any of their names, at a client. */
export interface Forgetful {
  readonly pool: Pool
  readonly client: Client
  readonly username: string
  readonly clientMetadata: Metadata | undefined
}

/**
 * Sends a code with which the person may choose a new password, to an address that they have proven. Whom the
 * pool does not know, its migration function may.
 *
 * A client that hides users is told of a delivery for every name: for one that nobody has, and for a user
 * who is disabled, cannot be reached or was never signed in.
 *
 * @throws NotAuthorizedException, InvalidParameterException, LimitExceededException,
 *   UserNotFoundException, CodeDeliveryFailureException, and what the triggers throw.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
 */
export async function forgotPassword(
  person: Forgetful,
  services: Services,
): Promise<CodeDeliveryDetailsType> {
  const { pool, client, username, clientMetadata } = person
  if (isRecoveryByAdministrator(pool.document)) {
    const message = 'Could not reset password for the account, please contact support or try again'
    throw new ServiceError('NotAuthorizedException', message)
  }
  const found = (await findUser(pool, username, services)) ?? (await migrate(person, services))
  const address = await recoveryAddress(pool, found, services)
  const refusal = refusalOf(found) ?? (address ? undefined : unreachable())
  if (refusal && !hidesUsers(client)) throw refusal
  const user = refusal ? undefined : found
  const userId = user?.id ?? simulateUserId(pool, username, services)
  await takeAttempt({ pool, userId, what: 'forgot' }, MOST_REQUESTS_AN_HOUR, services)
  if (!user || !address) return await simulateResetCode({ pool, username }, services)
  return await sendResetCode({ pool, user, address, client, clientMetadata }, services)
}

/**
 * Asks the function that may know somebody, as seldom as a code may be asked for. Whom it refuses is nobody to a
 * client that hides users.
 */
async function migrate(
  { pool, client, username, clientMetadata }: Forgetful,
  services: Services,
): Promise<User | undefined> {
  if (!hasTrigger('UserMigration', pool)) return undefined
  const userId = simulateUserId(pool, username, services)
  await takeAttempt({ pool, userId, what: 'migrate' }, MOST_REQUESTS_AN_HOUR, services)
  const asking = { pool, client, name: username, password: undefined, clientMetadata }
  const stranger = { ...asking, isAdmitted: async () => true }
  return await migrateUser(stranger, services).catch((error: unknown) => {
    if (hidesUsers(client) && isMigrationRefused(error)) return undefined
    throw error
  })
}

/** Why a user's password cannot be reset, in words for a client that hides nobody; undefined if it can. */
export function refusalOf(user: User | undefined): ServiceError | undefined {
  if (!user) return combinationNotFound()
  if (!user.enabled) return new ServiceError('NotAuthorizedException', 'User is disabled.')
  // Whoever never chose a password has one from an administrator, and gets the next from there.
  if (user.status !== 'FORCE_CHANGE_PASSWORD') return undefined
  const message = 'User password cannot be reset in the current state.'
  return new ServiceError('NotAuthorizedException', message)
}
