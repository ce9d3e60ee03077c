import type { Services } from '../../store/services.ts'
import type { Chooser } from './chooser.ts'
import type { Outcome, Settle } from './outcome.ts'
import type { SignInCall } from './request.ts'
import { settleIn } from './settle.ts'

/**
 * Goes on with the factor that a person chose: asks for it, or takes the proof that came with the choice.
 *
 * @param spend uses up the Session that the choice was made in, where there was one.
 */
export type Begin = (
  call: SignInCall,
  choice: { readonly chooser: Chooser; readonly spend: Settle | undefined },
  services: Services,
) => Promise<Outcome>

/** Uses the Session of a choice up at once, where what follows is a challenge with a Session of its own. */
export const spendNow = async (spend: Settle | undefined, services: Services): Promise<void> => {
  if (spend) await settleIn(services, spend, async () => {})
}

/** The outcome of a step that also uses a Session up. */
export function alsoSpending(outcome: Outcome, spend: Settle | undefined): Outcome {
  if ('answer' in outcome || !spend) return outcome
  const { passed, settle } = outcome
  return { passed, settle: async (stored) => (await spend(stored)) ?? (await settle(stored)) }
}
