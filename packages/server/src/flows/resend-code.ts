import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../api/errors.ts'
import type { Client } from '../records/client.ts'
import type { Pool } from '../records/pool.ts'
import { HOUR_MS } from '../rules/durations.ts'
import { foldName } from '../rules/usernames.ts'
import type { Services } from '../store/services.ts'
import { makeCode } from './codes.ts'
import { findUser } from './find-user.ts'
import { confirmationAddress, type Destination, deliveryDetails, sendCode } from './send-code.ts'
import { combinationNotFound, hidesUsers, simulateUserId } from './unknown-user.ts'

const MOST_SENDS_AN_HOUR = 5

/**
 * Sends the sign-up code again: a new one, the old one is worth nothing from then on.
 *
 * @throws InvalidParameterException, LimitExceededException, CodeDeliveryFailureException,
 *   UserNotFoundException where the client does not hide who exists.
 */
export async function resendConfirmationCode(
  { pool, client, username }: { pool: Pool; client: Client; username: string },
  services: Services,
): Promise<CodeDeliveryDetailsType> {
  const user = await findUser(pool, username, services)
  if (!user && !hidesUsers(client)) throw combinationNotFound()
  if (user && user.status !== 'UNCONFIRMED') {
    throw new ServiceError('InvalidParameterException', 'User is already confirmed.')
  }
  const address = user ? confirmationAddress(pool, user) : simulateAddress(pool, username, services)
  if (!address) {
    throw new ServiceError('InvalidParameterException', 'Auto verification not turned on.')
  }
  const userId = user?.id ?? simulateUserId(pool, username, services)
  const subject = services.keyring.digest('attempts', `${pool.id} resend ${userId}`)
  const made = makeCode({ id: userId }, 'sign-up', address, services)
  const isWithinLimit = await services.write(async ({ attempts, codes }) => {
    const isLeft = await attempts.take(subject, MOST_SENDS_AN_HOUR, HOUR_MS, services.clock.now())
    if (isLeft && user) await codes.put(made.record)
    return isLeft
  })
  if (!isWithinLimit) {
    const message = 'Attempt limit exceeded, please try after some time.'
    throw new ServiceError('LimitExceededException', message)
  }
  if (!user) return deliveryDetails(address)
  return await sendCode({ pool, user, address, code: made.code, purpose: 'ResendCode' }, services)
}

/** An address that a person of this name could have: always the same one for a name. */
function simulateAddress(
  pool: Pool,
  username: string,
  { keyring }: Services,
): Destination | undefined {
  const attribute = pool.document.AutoVerifiedAttributes?.includes('phone_number')
    ? 'phone_number'
    : pool.document.AutoVerifiedAttributes?.[0]
  if (!attribute) return undefined
  const name = foldName(username, pool.document)
  const bytes = Buffer.from(
    keyring.digest('simulated user', `${pool.id} address ${name}`),
    'base64url',
  )
  const letter = (index: number) => String.fromCharCode(97 + ((bytes[index] ?? 0) % 26))
  const digits = [...bytes.subarray(2, 13)].map((byte) => byte % 10).join('')
  const value = attribute === 'email' ? `${letter(0)}@${letter(1)}.example` : `+${digits}`
  return { attribute, value }
}
