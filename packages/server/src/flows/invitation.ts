import type { DeliveryMediumType } from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../api/errors.ts'
import { composeInvitation } from '../messages/compose.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import type { Services } from '../store/services.ts'
import type { Metadata } from '../triggers/call-trigger.ts'
import { type Compose, type Destination, sendMessage } from './send-message.ts'

/** What each medium sends to. The words for email are the service's; those for SMS are made after them. */
const MEDIA = {
  SMS: {
    attribute: 'phone_number',
    missing: 'No phone number provided but desired delivery medium was SMS',
  },
  EMAIL: {
    attribute: 'email',
    missing: 'No email provided but desired delivery medium was Email',
  },
} as const

/**
 * Where an invitation goes. Unless media are asked for it is an SMS, if there is a phone; a user who has
 * none is made all the same, and gets nothing.
 *
 * @throws InvalidParameterException for a medium without an address to send to.
 */
export function invitationAddresses(
  attributes: User['attributes'],
  media: readonly DeliveryMediumType[] = [],
): Destination[] {
  if (media.length === 0) {
    const value = attributes.phone_number
    return value ? [{ attribute: 'phone_number', value }] : []
  }
  return [...new Set(media)].map((medium) => {
    const address = addressBy(medium, attributes)
    if (!address) throw new ServiceError('InvalidParameterException', MEDIA[medium].missing)
    return address
  })
}

/** Where a message to a user goes by one medium, if they have such an address. */
export function addressBy(
  medium: DeliveryMediumType,
  attributes: User['attributes'],
): Destination | undefined {
  const { attribute } = MEDIA[medium]
  const value = attributes[attribute]
  return value ? { attribute, value } : undefined
}

/**
 * Tells a user their name, and their password to begin with where they have one.
 *
 * @throws CodeDeliveryFailureException, and what the trigger throws.
 */
export async function sendInvitation(
  {
    pool,
    user,
    password,
    clientMetadata,
  }: { pool: Pool; user: User; password: string | undefined; clientMetadata: Metadata | undefined },
  addresses: readonly Destination[],
  services: Services,
): Promise<void> {
  if (addresses.length === 0) return
  const purpose = 'AdminCreateUser'
  const wording = { pool, client: undefined, user, purpose, code: password, clientMetadata }
  const compose: Compose = (to, custom) => composeInvitation(pool, user, to, password, custom)
  await sendMessage(wording, { addresses, compose }, services)
}
