import { ServiceError } from '../../../api/errors.ts'
import type { MfaFactor } from '../../../records/mfa.ts'
import { judgeMfa } from '../../../rules/mfa.ts'
import type { Services } from '../../../store/services.ts'
import { checkSecretHash } from '../../client-proof.ts'
import { readMfaConfig } from '../../mfa-config.ts'
import { askForFactor } from '../gates/ask-mfa.ts'
import type { Outcome } from '../outcome.ts'
import { requireValue, type SignInCall } from '../request.ts'
import { openSession, spendSession } from '../session.ts'
import { spendWhile } from '../settle.ts'

/** The API's documentation says EMAIL_MFA, Amplify sends EMAIL_OTP. */
const ANSWERS: Readonly<Record<string, MfaFactor>> = {
  SMS_MFA: 'SMS_MFA',
  SOFTWARE_TOKEN_MFA: 'SOFTWARE_TOKEN_MFA',
  EMAIL_OTP: 'EMAIL_OTP',
  EMAIL_MFA: 'EMAIL_OTP',
}

/**
 * SELECT_MFA_TYPE: the person says which of their factors to use; that one is asked for. One that was taken
 * from them since the question is no answer any more.
 */
export async function answerSelectMfaType(call: SignInCall, services: Services): Promise<Outcome> {
  const { client, values } = call
  const answer = requireValue(call, 'ANSWER')
  checkSecretHash(client, values.SECRET_HASH, [requireValue(call, 'USERNAME')], services.keyring)
  const { state, user, progress } = await openSession('SELECT_MFA_TYPE', call, services)
  const factor = Object.hasOwn(ANSWERS, answer) ? ANSWERS[answer] : undefined
  const config = await readMfaConfig(call.pool, services)
  const settings = await services.mfa.ofUser(user.id)
  const verdict = judgeMfa(config, user, settings, [], state.proven[0])
  const left =
    verdict.kind === 'select' ? verdict.factors : 'factor' in verdict ? [verdict.factor] : []
  if (!factor || !state.factors?.includes(factor) || !left.includes(factor)) {
    throw new ServiceError('InvalidParameterException', 'Invalid MFA type for the user.')
  }
  const ask = () => askForFactor(factor, call, progress, config, services)
  const once = { id: state.id, spend: spendSession(state, services) }
  return { answer: await spendWhile(services, once, ask) }
}
