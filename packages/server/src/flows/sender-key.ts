import type { LambdaConfigType } from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../api/errors.ts'
import type { Services } from '../store/services.ts'

/**
 * Makes sure that codes can be encrypted for a pool's own senders, before anybody waits for one.
 *
 * @throws InvalidParameterException that says what to configure or to install.
 */
export async function requireSenderKey(
  { KMSKeyID: keyId }: LambdaConfigType = {},
  { codeEncryption }: Pick<Services, 'codeEncryption'>,
): Promise<void> {
  const problem = keyId === undefined ? undefined : await codeEncryption.problemWith(keyId)
  if (problem !== undefined) throw new ServiceError('InvalidParameterException', problem)
}
