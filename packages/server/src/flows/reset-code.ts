import type { CodeDeliveryDetailsType } from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../api/errors.ts'
import type { Client } from '../records/client.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { activeFactors } from '../rules/mfa.ts'
import { recoveryChannelOf } from '../rules/recovery.ts'
import type { Services } from '../store/services.ts'
import type { Metadata } from '../triggers/call-trigger.ts'
import { makeCode } from './codes.ts'
import { readMfaConfig } from './mfa-config.ts'
import { sendCode, sendCodeUnseen } from './send-code.ts'
import type { Destination } from './send-message.ts'
import { hidesUsers } from './unknown-user.ts'

/** Where a user's reset code goes, or undefined where no address of theirs is good for it. */
export async function recoveryAddress(
  pool: Pool,
  user: User | undefined,
  services: Pick<Services, 'mfa' | 'poolSettings'>,
): Promise<Destination | undefined> {
  // Read for nobody too: queries less would tell by the time that the name is nobody's.
  const config = await readMfaConfig(pool, services)
  const settings = await services.mfa.ofUser(user?.id ?? '')
  if (!user) return undefined
  const factors = activeFactors(config, user, settings)
  const attribute = recoveryChannelOf(user.attributes, pool.document, factors)
  const value = attribute && user.attributes[attribute]
  return attribute && value ? { attribute, value } : undefined
}

/**
 * Sends a user a code that opens ConfirmForgotPassword; the one before it is worth nothing from then on.
 *
 * @param client the client that asked, which alone may use the code; undefined where an administrator asked.
 * @param address where it goes: see recoveryAddress.
 * @throws CodeDeliveryFailureException.
 */
export async function sendResetCode(
  {
    pool,
    user,
    address,
    client,
    clientMetadata,
  }: {
    pool: Pool
    user: User
    address: Destination
    client: Client | undefined
    clientMetadata: Metadata | undefined
  },
  services: Services,
): Promise<CodeDeliveryDetailsType> {
  const made = makeCode(user, 'reset-password', address, services, client?.id)
  await services.write(({ codes }) => codes.put(made.record))
  const message = { pool, client, user, address, code: made.code, purpose: 'ForgotPassword' }
  const send = client && hidesUsers(client) ? sendCodeUnseen : sendCode
  return await send({ ...message, clientMetadata }, services)
}

/** What is said of a user whom no code can be sent to. */
export const unreachable = (): ServiceError =>
  new ServiceError(
    'InvalidParameterException',
    'Cannot reset password for the user as there is no registered/verified email or phone_number',
  )
