import { ServiceError } from '../../../api/errors.ts'
import { isCodeFactor } from '../../../rules/first-factors.ts'
import type { Services } from '../../../store/services.ts'
import { alsoSpending } from '../begin.ts'
import { openChoice, spendChoice } from '../choice.ts'
import { BEGINNINGS, factorNamed } from '../first-factor.ts'
import type { Outcome } from '../outcome.ts'
import { requireValue, type SignInCall } from '../request.ts'
import { spendWhile } from '../settle.ts'
import { proveByPasskey } from './web-authn.ts'

/**
 * SELECT_CHALLENGE: the person says what to sign in with. A password, the begin of SRP, or what a passkey signed
 * may come along, and saves a round.
 */
export async function answerSelectChallenge(
  call: SignInCall,
  services: Services,
): Promise<Outcome> {
  const answer = requireValue(call, 'ANSWER')
  const { state, chooser } = await openChoice('SELECT_CHALLENGE', call, services)
  const factor = factorNamed(answer, chooser)
  if (!factor) {
    const message = `${answer} is not among the available challenges.`
    throw new ServiceError('InvalidParameterException', message)
  }
  const spend = spendChoice(state)
  if (isCodeFactor(factor)) {
    const begin = () => BEGINNINGS[factor](call, { chooser, spend: undefined }, services)
    return await spendWhile(services, { id: state.id, spend }, begin)
  }
  if (factor === 'WEB_AUTHN' && call.values.CREDENTIAL !== undefined) {
    return alsoSpending(await proveByPasskey(call, { chooser, id: state.id }, services), spend)
  }
  return await BEGINNINGS[factor](call, { chooser, spend }, services)
}
