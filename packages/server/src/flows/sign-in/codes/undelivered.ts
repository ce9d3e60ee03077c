import { type ErrorCode, ServiceError } from '../../../api/errors.ts'
import type { Channel } from '../../../ports/sender.ts'
import { isUndelivered } from '../../send-message.ts'

/** What the operations of sign-in declare of a message that could not go out (API reference of InitiateAuth). */
const NAMES: Readonly<Record<Channel, ErrorCode>> = {
  sms: 'InvalidSmsRoleAccessPolicyException',
  email: 'InvalidEmailRoleAccessPolicyException',
}

/**
 * Waits for a code of a sign-in to be sent. That it was not is told by a name that sign-in has, since nobody could
 * answer a code that never came.
 *
 * @throws InvalidSmsRoleAccessPolicyException, InvalidEmailRoleAccessPolicyException; what a trigger throws.
 */
export async function nameUndelivered(sending: Promise<unknown>, channel: Channel): Promise<void> {
  await sending.catch((error: unknown) => {
    throw isUndelivered(error) ? new ServiceError(NAMES[channel], error.message) : error
  })
}
