import type {
  MFAOptionType,
  SetUserMFAPreferenceRequest,
} from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../api/errors.ts'
import type { Pool } from '../records/pool.ts'
import type { User } from '../records/user.ts'
import { choosePreference } from '../rules/mfa.ts'
import { isMultiFactor } from '../rules/relying-party.ts'
import { describeFactors } from '../rules/shapes/factors.ts'
import type { Services } from '../store/services.ts'
import { accept } from './accept.ts'
import { firstFactorsOf } from './first-factors.ts'
import { readMfaConfig } from './mfa-config.ts'

type Wishes = Pick<
  SetUserMFAPreferenceRequest,
  'SMSMfaSettings' | 'SoftwareTokenMfaSettings' | 'EmailMfaSettings' | 'WebAuthnMfaSettings'
>

/**
 * Sets which second factors a user has on, and which is preferred.
 *
 * @throws InvalidParameterException for a factor that the user or the pool does not have.
 */
export async function setMfaPreference(
  pool: Pool,
  user: User,
  wishes: Wishes,
  services: Services,
): Promise<void> {
  const isPasskeyOn = wishes.WebAuthnMfaSettings?.Enabled
  const named = {
    ...(wishes.SMSMfaSettings && { SMS_MFA: wishes.SMSMfaSettings }),
    ...(wishes.SoftwareTokenMfaSettings && { SOFTWARE_TOKEN_MFA: wishes.SoftwareTokenMfaSettings }),
    ...(wishes.EmailMfaSettings && { EMAIL_OTP: wishes.EmailMfaSettings }),
  }
  const config = await readMfaConfig(pool, services)
  if (isPasskeyOn && !isMultiFactor(config.WebAuthnConfiguration)) {
    const message =
      'FactorConfiguration of the user pool must be MULTI_FACTOR_WITH_USER_VERIFICATION to turn on passkey MFA.'
    throw new ServiceError('InvalidParameterException', message)
  }
  await services.write(async ({ users, mfa }) => {
    const current = await users.forChange(user.id)
    const settings = await mfa.ofUser(user.id)
    await mfa.choose(user.id, accept(choosePreference(named, config, current ?? user, settings)))
    if (isPasskeyOn !== undefined) await mfa.choosePasskey(user.id, isPasskeyOn)
  })
}

/** The older form, for SMS only: an option for the phone number turns it on, none turns it off. */
export const setMfaOptions = (
  pool: Pool,
  user: User,
  options: readonly MFAOptionType[],
  services: Services,
): Promise<void> => {
  const Enabled = options.some(({ DeliveryMedium }) => DeliveryMedium === 'SMS')
  return setMfaPreference(pool, user, { SMSMfaSettings: { Enabled } }, services)
}

/** Takes a user's authenticator app away. @throws InvalidParameterException when there is none. */
export async function deleteSoftwareToken(user: User, { write }: Services): Promise<void> {
  if (await write(({ mfa }) => mfa.removeTotp(user.id))) return
  const message = 'User does not have software token mfa configured.'
  throw new ServiceError('InvalidParameterException', message)
}

/** What a user can sign in with; a password is one factor, however it is proven. */
export async function authFactors(pool: Pool, user: User, services: Services) {
  const factors = await firstFactorsOf(pool, user, services)
  const configured = factors.filter((factor) => factor !== 'PASSWORD_SRP')
  return describeFactors(user, await services.mfa.ofUser(user.id), configured)
}
