import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../api/errors.ts'
import { type Address, composeVerification } from '../messages/compose.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { maskEmail, maskPhone } from '../rules/masks.ts'
import type { Services } from '../store/services.ts'

export interface Destination {
  readonly attribute: Address
  readonly value: string
}

/** Where a user's sign-up is confirmed: the phone first where both are verified by code, as Cognito has it. */
export function confirmationAddress(pool: Pool, user: User): Destination | undefined {
  const verified = pool.document.AutoVerifiedAttributes ?? []
  for (const attribute of ['phone_number', 'email'] as const) {
    const value = user.attributes[attribute]
    if (value && verified.includes(attribute)) return { attribute, value }
  }
  return undefined
}

/**
 * Sends a code that is already in the store.
 *
 * @throws CodeDeliveryFailureException when it cannot be delivered; the code stays good for another try.
 */
export async function sendCode(
  {
    pool,
    user,
    address,
    code,
    purpose,
  }: {
    pool: Pool
    user: User
    address: Destination
    code: string
    purpose: string
  },
  { sender, logger }: Pick<Services, 'sender' | 'logger'>,
): Promise<CodeDeliveryDetailsType> {
  const message = composeVerification(pool, user, address, { code, purpose })
  try {
    await sender.send(message)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    logger.error(
      { reason, channel: message.channel, purpose, userPoolId: pool.id },
      'message not delivered',
    )
    throw undelivered(`the ${message.channel} could not be sent`)
  }
  return deliveryDetails(address)
}

/** What a client is told of where a code went. */
export const deliveryDetails = ({ attribute, value }: Destination): CodeDeliveryDetailsType => ({
  AttributeName: attribute,
  DeliveryMedium: attribute === 'email' ? 'EMAIL' : 'SMS',
  Destination: attribute === 'email' ? maskEmail(value) : maskPhone(value),
})

const undelivered = (reason: string) =>
  new ServiceError('CodeDeliveryFailureException', `Unable to deliver message: ${reason}`)
