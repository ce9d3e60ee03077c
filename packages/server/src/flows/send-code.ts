import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../api/errors.ts'
import { type Address, composeVerification } from '../messages/compose.ts'
import type { Message } from '../ports/sender.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { maskEmail, maskPhone } from '../rules/masks.ts'
import type { Services } from '../store/services.ts'
import { type Wording, wordMessage } from './word-message.ts'

export interface Destination {
  readonly attribute: Address
  readonly value: string
}

/** What a pool verifies by code: the phone first where it is both, as Cognito has it. */
export const confirmationChannels = ({ document }: Pool): Address[] =>
  (['phone_number', 'email'] as const).filter((name) =>
    document.AutoVerifiedAttributes?.includes(name),
  )

/** Where a user's sign-up is confirmed. */
export function confirmationAddress(pool: Pool, user: User): Destination | undefined {
  for (const attribute of confirmationChannels(pool)) {
    const value = user.attributes[attribute]
    if (value) return { attribute, value }
  }
  return undefined
}

/**
 * Sends a code that is already in the store, in the words of the pool's function where it has one.
 *
 * @throws CodeDeliveryFailureException when it cannot be delivered, and what the trigger throws; the code stays
 *   good for another try.
 */
export async function sendCode(
  {
    pool,
    user,
    address,
    code,
    purpose,
    client,
    clientMetadata,
  }: Wording & { address: Destination; code: string },
  services: Pick<Services, 'sender' | 'logger' | 'triggers' | 'identity'>,
): Promise<CodeDeliveryDetailsType> {
  const custom = await wordMessage({ pool, client, user, purpose, clientMetadata }, services)
  await deliver(composeVerification(pool, user, address, { code, purpose, custom }), services)
  return deliveryDetails(address)
}

/**
 * Sends a code without telling whether there is somebody to send it to: neither by the time that a mail server
 * takes, nor by its failure, which is in the log. For clients that hide users; a name that nobody has is
 * answered at once, too.
 */
export async function sendCodeUnseen(
  message: Parameters<typeof sendCode>[0],
  services: Parameters<typeof sendCode>[1],
): Promise<CodeDeliveryDetailsType> {
  const { sender, logger } = services
  const channel = message.address.attribute === 'email' ? 'email' : 'sms'
  const sending = sendCode(message, services).catch((error: unknown) => {
    logger.error({ err: error, purpose: message.purpose }, 'a code was not sent')
  })
  if (sender.isLocal?.(channel)) await sending
  return deliveryDetails(message.address)
}

/**
 * Waits for a code to be sent in an operation that has no name for a failed delivery. That it failed is in
 * the log then; the code can be asked for again.
 */
export async function reportUndelivered(sending: Promise<unknown>): Promise<void> {
  await sending.catch((error: unknown) => {
    if (!(error instanceof ServiceError) || error.code !== 'CodeDeliveryFailureException')
      throw error
  })
}

/** Hands a message to the sender. @throws CodeDeliveryFailureException when it does not take it. */
export async function deliver(
  message: Message,
  { sender, logger }: Pick<Services, 'sender' | 'logger'>,
): Promise<void> {
  try {
    await sender.send(message)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const { channel, purpose, userPoolId } = message
    logger.error({ reason, channel, purpose, userPoolId }, 'message not delivered')
    throw undelivered(`the ${channel} could not be sent`)
  }
}

/** What a client is told of where a code went. */
export const deliveryDetails = ({ attribute, value }: Destination): CodeDeliveryDetailsType => ({
  AttributeName: attribute,
  DeliveryMedium: attribute === 'email' ? 'EMAIL' : 'SMS',
  Destination: attribute === 'email' ? maskEmail(value) : maskPhone(value),
})

const undelivered = (reason: string) =>
  new ServiceError('CodeDeliveryFailureException', `Unable to deliver message: ${reason}`)
