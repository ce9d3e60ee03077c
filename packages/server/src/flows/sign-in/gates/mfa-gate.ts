import { ServiceError } from '../../../api/errors.ts'
import type { MfaFactor } from '../../../records/mfa.ts'
import { PROVES } from '../../../rules/acr.ts'
import { judgeMfa, type MfaConfig, type MfaVerdict } from '../../../rules/mfa.ts'
import type { Services } from '../../../store/services.ts'
import { readMfaConfig } from '../../mfa-config.ts'
import type { Gate, Progress } from '../outcome.ts'
import type { SignInAnswer, SignInCall } from '../request.ts'
import { sealSession } from '../session.ts'
import { askForFactor } from './ask-mfa.ts'
import { isDeviceEnough } from './device-gate.ts'

/**
 * Asks for a second factor where the pool or the user wants one and none was proven in this conversation. A
 * code that was the first factor is none of the second; a passkey that counts as both has said so.
 */
export const mfaGate: Gate = async (call, progress, services) => {
  if (progress.proven.includes('mfa')) return undefined
  if (await isDeviceEnough(call, progress, services)) return undefined
  const second = progress.proven.slice(1)
  const factors = Object.keys(PROVES) as MfaFactor[] // the keys of the type
  const proven = factors.filter((factor) => second.includes(PROVES[factor]))
  const config = await readMfaConfig(call.pool, services)
  const settings = await services.mfa.ofUser(progress.user.id)
  const verdict = judgeMfa(config, progress.user, settings, proven, progress.proven[0])
  if (verdict.kind === 'none') return undefined
  if (verdict.kind === 'unable') return noOther()
  return () => askFor(verdict, call, progress, config, services)
}

/** Another sign-in, with a password first, can still ask for the factor. The wording is ours. */
const noOther = (): ServiceError =>
  new ServiceError(
    'NotAuthorizedException',
    'The user has no second factor other than the one that was proven first.',
  )

async function askFor(
  verdict: Exclude<MfaVerdict, { kind: 'none' | 'unable' }>,
  call: SignInCall,
  progress: Progress,
  config: MfaConfig,
  services: Services,
): Promise<SignInAnswer> {
  if (verdict.kind === 'ask') {
    return await askForFactor(verdict.factor, call, progress, config, services)
  }
  const { factors } = verdict
  const isChoice = verdict.kind === 'select'
  const challenge = isChoice ? 'SELECT_MFA_TYPE' : 'MFA_SETUP'
  return {
    ChallengeName: challenge,
    Session: sealSession(challenge, call, progress, services, () => ({ factors })),
    ChallengeParameters: {
      USER_ID_FOR_SRP: progress.user.username,
      [isChoice ? 'MFAS_CAN_CHOOSE' : 'MFAS_CAN_SETUP']: JSON.stringify(factors),
    },
  }
}
