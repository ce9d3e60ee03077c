import { ServiceError } from '../api/errors.ts'
import type { Address } from '../messages/compose.ts'
import type { Channel, Message } from '../ports/sender.ts'
import type { Services } from '../store/services.ts'
import type { CustomTexts } from '../triggers/custom-message.ts'
import { handOver, sendsItself } from './hand-over.ts'
import { type Wording, wordMessage } from './word-message.ts'

export interface Destination {
  readonly attribute: Address
  readonly value: string
}

/** The message to an address, with the texts of the pool's function where it has its own. */
export type Compose = (address: Destination, custom: CustomTexts) => Message

/** What is sent, and where. */
interface Sending {
  readonly addresses: readonly Destination[]
  readonly compose: Compose
}

export const channelOf = ({ attribute }: Destination): Channel =>
  attribute === 'email' ? 'email' : 'sms'

/**
 * Sends a message to each address: by the pool's own function for its channel where it has one, else by the
 * service, in the words of the pool's function where it has one for those. A function that sends words its
 * messages itself: it is invoked "instead of [the] default behavior" (developer guide, custom email sender).
 *
 * @throws CodeDeliveryFailureException where one cannot be delivered, and what the trigger for words throws.
 */
export async function sendMessage(
  wording: Wording,
  { addresses, compose }: Sending,
  services: Pick<Services, 'sender' | 'logger' | 'triggers' | 'identity' | 'codeEncryption'>,
): Promise<void> {
  const { pool, purpose, code } = wording
  const isOurs = (address: Destination) => !sendsItself(channelOf(address), pool)
  const custom = addresses.some(isOurs) ? await wordMessage(wording, services) : {}
  const sent = await Promise.allSettled(
    addresses.map(async (address) => {
      const { attribute, value } = address
      const channel = channelOf(address)
      try {
        if (isOurs(address)) await services.sender.send(compose(address, custom))
        else await handOver(channel, wording, { [attribute]: value }, services)
      } catch (error) {
        const where = { channel, purpose, userPoolId: pool.id }
        services.logger.error({ ...where, reason: reasonOf(error, code) }, 'message not delivered')
        throw undelivered(channel)
      }
    }),
  )
  const failed = sent.find(({ status }) => status === 'rejected')
  if (failed?.status === 'rejected') throw failed.reason
}

/** Why, for the log. Whoever failed may have repeated the code. */
function reasonOf(error: unknown, code: string | undefined): string {
  const reason = error instanceof Error ? error.message : String(error)
  return code ? reason.replaceAll(code, '…') : reason
}

/** Whether a message could not be delivered; all else that fails here is of the function for its words. */
export const isUndelivered = (error: unknown): error is ServiceError =>
  error instanceof ServiceError && error.code === 'CodeDeliveryFailureException'

const undelivered = (channel: Channel) =>
  new ServiceError(
    'CodeDeliveryFailureException',
    `Unable to deliver message: the ${channel} could not be sent`,
  )
