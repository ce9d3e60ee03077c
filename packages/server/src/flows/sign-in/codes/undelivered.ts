import type { DeliveryMediumType } from '@aws-sdk/client-cognito-identity-provider'
import { type ErrorCode, ServiceError } from '../../../api/errors.ts'

/** What the operations of sign-in declare of a message that could not go out (API reference of InitiateAuth). */
const NAMES: Readonly<Record<DeliveryMediumType, ErrorCode>> = {
  SMS: 'InvalidSmsRoleAccessPolicyException',
  EMAIL: 'InvalidEmailRoleAccessPolicyException',
}

/**
 * Waits for a code of a sign-in to be sent. That it was not is told by a name that sign-in has, since nobody could
 * answer a code that never came.
 *
 * @throws InvalidSmsRoleAccessPolicyException, InvalidEmailRoleAccessPolicyException; what a trigger throws.
 */
export async function nameUndelivered(
  sending: Promise<unknown>,
  medium: DeliveryMediumType = 'EMAIL',
): Promise<void> {
  await sending.catch((error: unknown) => {
    const isUndelivered =
      error instanceof ServiceError && error.code === 'CodeDeliveryFailureException'
    throw isUndelivered ? new ServiceError(NAMES[medium], error.message) : error
  })
}
