import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../api/errors.ts'
import type { Client } from '../records/client.ts'
import type { Pool } from '../records/pool.ts'
import { HOUR_MS } from '../rules/durations.ts'
import type { Services } from '../store/services.ts'
import type { Metadata } from '../triggers/call-trigger.ts'
import { limitExceeded } from './attempt-limit.ts'
import { makeCode } from './codes.ts'
import { findUser } from './find-user.ts'
import { confirmationAddress, deliveryDetails, sendCode, sendCodeUnseen } from './send-code.ts'
import { combinationNotFound, hidesUsers, simulateAddress, simulateUserId } from './unknown-user.ts'

const MOST_SENDS_AN_HOUR = 5

/**
 * Sends the sign-up code again: a new one, the old one is worth nothing from then on.
 *
 * @throws InvalidParameterException, LimitExceededException, CodeDeliveryFailureException,
 *   UserNotFoundException where the client does not hide who exists.
 */
export async function resendConfirmationCode(
  {
    pool,
    client,
    username,
    clientMetadata,
  }: { pool: Pool; client: Client; username: string; clientMetadata: Metadata | undefined },
  services: Services,
): Promise<CodeDeliveryDetailsType> {
  const user = await findUser(pool, username, services)
  if (!user && !hidesUsers(client)) throw combinationNotFound()
  if (user && user.status !== 'UNCONFIRMED') {
    throw new ServiceError('InvalidParameterException', 'User is already confirmed.')
  }
  const own = user && confirmationAddress(pool, user)
  // Somebody without an address looks like nobody, too.
  const address = own ?? (hidesUsers(client) && simulateAddress(pool, username, services))
  if (!address) {
    throw new ServiceError('InvalidParameterException', 'Auto verification not turned on.')
  }
  const userId = user?.id ?? simulateUserId(pool, username, services)
  const subject = services.keyring.digest('attempts', `${pool.id} resend ${userId}`)
  const made = makeCode({ id: userId }, 'sign-up', address, services)
  const isWithinLimit = await services.write(async ({ attempts, codes }) => {
    const isLeft = await attempts.take(subject, MOST_SENDS_AN_HOUR, HOUR_MS, services.clock.now())
    if (isLeft && own) await codes.put(made.record)
    return isLeft
  })
  if (!isWithinLimit) throw limitExceeded()
  if (!user || !own) return deliveryDetails(address)
  const message = { pool, client, user, address, code: made.code, purpose: 'ResendCode' }
  const send = hidesUsers(client) ? sendCodeUnseen : sendCode
  return await send({ ...message, clientMetadata }, services)
}
