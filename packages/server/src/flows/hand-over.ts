import type { Channel } from '../ports/sender.ts'
import type { Pool } from '../records/pool.ts'
import { SENDER_TRIGGERS } from '../rules/lambda-config.ts'
import type { Services } from '../store/services.ts'
import { hasTrigger, tellTrigger } from '../triggers/call-trigger.ts'
import { attributesOf } from '../triggers/user-attributes.ts'
import type { Wording } from './word-message.ts'

/** The form of each channel's requests. */
const REQUEST_TYPES: Readonly<Record<Channel, string>> = {
  email: 'customEmailSenderRequestV1',
  sms: 'customSMSSenderRequestV1',
}

/** Whether a pool's own function sends a channel's messages. */
export const sendsItself = (channel: Channel, pool: Pool): boolean =>
  hasTrigger(SENDER_TRIGGERS[channel], pool)

/**
 * Hands a code to the function that sends a channel's messages, encrypted for it. It is waited for: what the
 * function did not take was not sent. Cognito calls it and does not look back.
 *
 * The address is told as the user's, also where it is one that they have yet to prove: a function that wrote to
 * the one before it would prove the wrong one. The context of the encryption is that of the messages which
 * Cognito makes (seen in a published event of 2023).
 *
 * @throws FunctionError, InvocationError, and Error where the code cannot be encrypted.
 */
export async function handOver(
  channel: Channel,
  { pool, client, user, purpose, code, clientMetadata }: Wording,
  address: Readonly<Record<string, string>>,
  services: Pick<Services, 'triggers' | 'identity' | 'codeEncryption'>,
): Promise<void> {
  const name = SENDER_TRIGGERS[channel]
  const keyId = pool.document.LambdaConfig?.KMSKeyID ?? ''
  const context = { 'userpool-id': pool.id }
  const request = {
    type: REQUEST_TYPES[channel],
    code: code === undefined ? null : await services.codeEncryption.encrypt(keyId, code, context),
    clientMetadata: clientMetadata ?? null,
    userAttributes: { ...attributesOf(user), ...address },
  }
  const source = `${name}_${purpose}`
  await tellTrigger(name, { pool, client, userName: user.username, source, request }, services)
}
