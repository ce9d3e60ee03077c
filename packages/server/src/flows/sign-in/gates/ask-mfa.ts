import { composeMfa } from '../../../messages/compose.ts'
import type { MfaFactor } from '../../../records/mfa.ts'
import type { User } from '../../../records/user.ts'
import { maskEmail, maskPhone } from '../../../rules/masks.ts'
import type { MfaConfig } from '../../../rules/mfa.ts'
import type { Services } from '../../../store/services.ts'
import { type Compose, channelOf, sendMessage } from '../../send-message.ts'
import { openToken } from '../../totp-secret.ts'
import { countSecondSend } from '../codes/send-limit.ts'
import { nameUndelivered } from '../codes/undelivered.ts'
import type { Progress } from '../outcome.ts'
import type { SignInAnswer, SignInCall } from '../request.ts'
import { sealSession } from '../session.ts'

/** Where each factor that sends a code sends it. */
const ADDRESSES = {
  SMS_MFA: { attribute: 'phone_number', medium: 'SMS', mask: maskPhone },
  EMAIL_OTP: { attribute: 'email', medium: 'EMAIL', mask: maskEmail },
} as const

/** Asks for a second factor. One that is a code sends it. */
export const askForFactor = (
  factor: MfaFactor,
  call: SignInCall,
  progress: Progress,
  config: MfaConfig,
  services: Services,
): Promise<SignInAnswer> =>
  factor === 'SOFTWARE_TOKEN_MFA'
    ? askForToken(call, progress, services)
    : askForCode({ factor }, call, progress, config, services)

async function askForToken(
  call: SignInCall,
  progress: Progress,
  services: Services,
): Promise<SignInAnswer> {
  const { user } = progress
  const { totpSecret } = await services.mfa.ofUser(user.id)
  const { name } = totpSecret ? openToken(user, totpSecret, services) : {}
  return {
    ChallengeName: 'SOFTWARE_TOKEN_MFA',
    Session: sealSession('SOFTWARE_TOKEN_MFA', call, progress, services),
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.username,
      ...(name !== undefined && { FRIENDLY_DEVICE_NAME: name }),
    },
  }
}

/**
 * Sends a code and asks for it. The Session holds the code's digest: codes of two sign-ins at once do not get
 * in each other's way, and none is worth anything elsewhere.
 *
 * @param address one that is being set up, in place of the user's own.
 * @throws TooManyRequestsException once as many were sent to the user within an hour; as `nameUndelivered` does.
 */
export async function askForCode(
  { factor, address }: { factor: keyof typeof ADDRESSES; address?: string },
  call: SignInCall,
  progress: Progress,
  config: MfaConfig,
  services: Services,
): Promise<SignInAnswer> {
  const { random, keyring } = services
  const { user } = progress
  await countSecondSend(call.pool, user, services)
  const { attribute, medium, mask } = ADDRESSES[factor]
  const value = address ?? addressOf(user, factor)
  const code = String(random.below(1_000_000)).padStart(6, '0')
  const Session = sealSession(factor, call, progress, services, (id) => ({
    code: digestCode(id, { code, address: value }, keyring),
    ...(address !== undefined && { setUp: { factor: 'EMAIL_OTP', address } }),
  }))
  const compose: Compose = (where, custom) =>
    composeMfa(call.pool, config, user, where, code, custom)
  const to = { attribute, value }
  const sending = { addresses: [to], compose }
  const wording = { ...call, user, purpose: 'Authentication', code }
  await nameUndelivered(sendMessage(wording, sending, services), channelOf(to))
  return {
    ChallengeName: factor,
    Session,
    ChallengeParameters: {
      CODE_DELIVERY_DELIVERY_MEDIUM: medium,
      CODE_DELIVERY_DESTINATION: mask(value),
      USER_ID_FOR_SRP: user.username,
    },
  }
}

/** Where a user's codes go. The rule asks only users who have the address. */
export const addressOf = ({ attributes }: User, factor: keyof typeof ADDRESSES): string =>
  attributes[ADDRESSES[factor].attribute] ?? ''

/** A code is bound to the Session it was sent for, and ends with the address it went to. */
export const digestCode = (
  sessionId: string,
  { code, address }: { code: string; address: string },
  keyring: Services['keyring'],
): string => keyring.digest('mfa code', `${sessionId} ${code} ${address}`)
