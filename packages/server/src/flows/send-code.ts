import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider'
import { type Address, composeVerification } from '../messages/compose.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { maskEmail, maskPhone } from '../rules/masks.ts'
import type { Services } from '../store/services.ts'
import { sendsItself } from './hand-over.ts'
import {
  type Compose,
  channelOf,
  type Destination,
  isUndelivered,
  sendMessage,
} from './send-message.ts'
import type { Wording } from './word-message.ts'

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
 * Sends a code that is already in the store.
 *
 * @throws CodeDeliveryFailureException when it cannot be delivered, and what the trigger throws; the code stays
 *   good for another try.
 */
export async function sendCode(
  { address, ...wording }: Wording & { address: Destination; code: string },
  services: Parameters<typeof sendMessage>[2],
): Promise<CodeDeliveryDetailsType> {
  const { pool, user, purpose, code } = wording
  const compose: Compose = (to, custom) =>
    composeVerification(pool, user, to, { code, purpose, custom })
  await sendMessage(wording, { addresses: [address], compose }, services)
  return deliveryDetails(address)
}

/** Sends a code without telling whether there is somebody to send it to. For clients that hide users. */
export async function sendCodeUnseen(
  message: Parameters<typeof sendCode>[0],
  services: Parameters<typeof sendCode>[1],
): Promise<CodeDeliveryDetailsType> {
  await leaveUnseen(sendCode(message, services), message, services)
  return deliveryDetails(message.address)
}

/**
 * Lets a message go out and does not tell of it: neither by the time that a mail server takes, nor by its failure,
 * which is in the log. A name that nobody has is answered at once, too.
 */
export async function leaveUnseen(
  sending: Promise<unknown>,
  { pool, address, purpose }: Pick<Wording, 'pool' | 'purpose'> & { address: Destination },
  { sender, logger }: Pick<Services, 'sender' | 'logger'>,
): Promise<void> {
  const channel = channelOf(address)
  const settled = sending.catch((error: unknown) => {
    logger.error({ err: error, purpose }, 'a message was not sent')
  })
  const isLocal = !sendsItself(channel, pool) && sender.isLocal?.(channel)
  if (isLocal) await settled
}

/**
 * Waits for a code to be sent in an operation that has no name for a failed delivery. That it failed is in
 * the log then; the code can be asked for again.
 */
export async function reportUndelivered(sending: Promise<unknown>): Promise<void> {
  await sending.catch((error: unknown) => {
    if (!isUndelivered(error)) throw error
  })
}

/** What a client is told of where a code went. */
export const deliveryDetails = ({ attribute, value }: Destination): CodeDeliveryDetailsType => ({
  AttributeName: attribute,
  DeliveryMedium: attribute === 'email' ? 'EMAIL' : 'SMS',
  Destination: attribute === 'email' ? maskEmail(value) : maskPhone(value),
})
