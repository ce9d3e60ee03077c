import type { AuthFlowType, ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider'
import { ServiceError } from '../../api/errors.ts'
import { isFlowAllowed } from '../../rules/auth-flows.ts'
import { checkFlowTier } from '../../rules/tiers.ts'
import type { Services } from '../../store/services.ts'
import { demand } from '../accept.ts'
import { answerSmsMfa } from './challenges/code-mfa.ts'
import { answerCustomChallenge } from './challenges/custom-challenge.ts'
import { answerDevicePasswordVerifier } from './challenges/device-password-verifier.ts'
import { answerDeviceSrpAuth } from './challenges/device-srp-auth.ts'
import { answerMfaSetup } from './challenges/mfa-setup.ts'
import { answerNewPasswordRequired } from './challenges/new-password-required.ts'
import { answerEmailCode, answerSmsCode } from './challenges/one-time-code.ts'
import { answerPassword } from './challenges/password.ts'
import { answerPasswordSrp } from './challenges/password-srp.ts'
import { answerPasswordVerifier } from './challenges/password-verifier.ts'
import { answerSelectChallenge } from './challenges/select-challenge.ts'
import { answerSelectMfaType } from './challenges/select-mfa-type.ts'
import { answerSoftwareTokenMfa } from './challenges/software-token-mfa.ts'
import { answerWebAuthn } from './challenges/web-authn.ts'
import { targetsOf } from './choice.ts'
import { conclude } from './conclude.ts'
import type { Step } from './outcome.ts'
import { startRefresh } from './refresh.ts'
import type { SignInAnswer, SignInCall } from './request.ts'
import { startChoice } from './start-choice.ts'
import { startCustom } from './start-custom.ts'
import { startPassword } from './start-password.ts'
import { startSrp } from './start-srp.ts'

/** Who calls: the person, or an administrator on their behalf. */
export type Caller = 'user' | 'administrator'

/** What starts each flow, and who may. */
const FLOWS: Readonly<Record<AuthFlowType, { callers: readonly Caller[]; start: Step }>> = {
  USER_SRP_AUTH: { callers: ['user', 'administrator'], start: startSrp },
  USER_PASSWORD_AUTH: { callers: ['user'], start: startPassword },
  REFRESH_TOKEN_AUTH: { callers: ['user', 'administrator'], start: startRefresh },
  REFRESH_TOKEN: { callers: ['user', 'administrator'], start: startRefresh },
  ADMIN_USER_PASSWORD_AUTH: { callers: ['administrator'], start: startPassword },
  ADMIN_NO_SRP_AUTH: { callers: ['administrator'], start: startPassword },
  USER_AUTH: { callers: ['user', 'administrator'], start: startChoice },
  CUSTOM_AUTH: { callers: ['user', 'administrator'], start: startCustom },
}

/** A name of a flow from before there were flows: it is in the list of challenges, but no sign-in comes to it. */
const NEVER_ASKED = 'ADMIN_NO_SRP_AUTH'

/** What answers each challenge. */
const CHALLENGES: Readonly<Record<Exclude<ChallengeNameType, typeof NEVER_ASKED>, Step>> = {
  SELECT_CHALLENGE: answerSelectChallenge,
  PASSWORD: answerPassword,
  PASSWORD_SRP: answerPasswordSrp,
  SMS_OTP: answerSmsCode,
  WEB_AUTHN: answerWebAuthn,
  PASSWORD_VERIFIER: answerPasswordVerifier,
  NEW_PASSWORD_REQUIRED: answerNewPasswordRequired,
  SMS_MFA: answerSmsMfa,
  EMAIL_OTP: answerEmailCode,
  SOFTWARE_TOKEN_MFA: answerSoftwareTokenMfa,
  SELECT_MFA_TYPE: answerSelectMfaType,
  MFA_SETUP: answerMfaSetup,
  CUSTOM_CHALLENGE: answerCustomChallenge,
  DEVICE_SRP_AUTH: answerDeviceSrpAuth,
  DEVICE_PASSWORD_VERIFIER: answerDevicePasswordVerifier,
}

/**
 * Begins a sign-in.
 *
 * @throws InvalidParameterException for a flow that the client or this API does not allow,
 *   FeatureUnavailableInTierException for one that the pool's tier does not have.
 */
export async function startSignIn(
  flow: AuthFlowType,
  caller: Caller,
  call: SignInCall,
  services: Services,
): Promise<SignInAnswer> {
  const { callers, start } = FLOWS[flow]
  if (!callers.includes(caller)) {
    throw new ServiceError('InvalidParameterException', 'Initiate Auth method not supported.')
  }
  if (!isFlowAllowed(flow, call.client.document)) {
    const message = flow.startsWith('ADMIN_')
      ? 'Auth flow not enabled for this client'
      : `${flow} flow not enabled for this client`
    throw new ServiceError('InvalidParameterException', message)
  }
  demand(checkFlowTier(flow, call.pool.document))
  return await conclude(call, await start(call, services), services)
}

/** Goes on with a sign-in by the answer to a challenge. @throws InvalidParameterException for what is none. */
export async function answerChallenge(
  challenge: ChallengeNameType,
  call: SignInCall,
  services: Services,
): Promise<SignInAnswer> {
  if (challenge === NEVER_ASKED) {
    throw new ServiceError('InvalidParameterException', `No sign-in asks for ${challenge}.`)
  }
  const answer = CHALLENGES[challenge]
  const answering = { ...call, challenge, targets: targetsOf(call.session, services) }
  return await conclude(answering, await answer(answering, services), services)
}
