import type { Services } from '../../../store/services.ts'
import { beforeSignIn } from '../around-sign-in.ts'
import { alsoSpending, type Begin, spendNow } from '../begin.ts'
import { openChoice, sealChoice, spendChoice } from '../choice.ts'
import type { Outcome } from '../outcome.ts'
import { requireValue, type SignInCall } from '../request.ts'
import { provePassword } from '../start-password.ts'

/** PASSWORD, chosen: holds the one that came along against the user's, or asks for it. */
export const beginPassword: Begin = async (call, { chooser, spend }, services) => {
  const password = call.values.PASSWORD
  if (password !== undefined) {
    const proof = { name: chooser.name, password }
    return alsoSpending(await provePassword(call, proof, services), spend)
  }
  await beforeSignIn(call, chooser, services)
  await spendNow(spend, services)
  const Session = sealChoice('PASSWORD', call, chooser, services)
  return { answer: { ChallengeName: 'PASSWORD', Session, ChallengeParameters: {} } }
}

/** PASSWORD, answered. A wrong one leaves the Session good, and counts as at any sign-in. */
export async function answerPassword(call: SignInCall, services: Services): Promise<Outcome> {
  const password = requireValue(call, 'PASSWORD')
  const { state, chooser } = await openChoice('PASSWORD', call, services)
  const proof = { name: chooser.name, password }
  return alsoSpending(await provePassword(call, proof, services), spendChoice(state))
}
