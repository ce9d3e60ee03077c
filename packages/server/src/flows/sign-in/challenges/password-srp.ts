import type { Services } from '../../../store/services.ts'
import { beforeSignIn } from '../around-sign-in.ts'
import { type Begin, spendNow } from '../begin.ts'
import { openChoice, readChoice, sealChoice, spendChoice } from '../choice.ts'
import type { Chooser } from '../chooser.ts'
import type { Outcome, Settle } from '../outcome.ts'
import { requireValue, type SignInCall } from '../request.ts'
import type { SrpState } from '../secret-block.ts'
import { invalidSession } from '../session.ts'
import { askForProof } from '../start-srp.ts'

/** PASSWORD_SRP, chosen: begins the exchange with the SRP_A that came along, or asks for one. */
export const beginPasswordSrp: Begin = async (call, { chooser, spend }, services) => {
  const publicValue = call.values.SRP_A
  if (publicValue !== undefined)
    return await exchange(call, { chooser, publicValue, spend }, services)
  await beforeSignIn(call, chooser, services)
  await spendNow(spend, services)
  const Session = sealChoice('PASSWORD_SRP', call, chooser, services)
  return { answer: { ChallengeName: 'PASSWORD_SRP', Session, ChallengeParameters: {} } }
}

/** PASSWORD_SRP, answered: with SRP_A, which leads to PASSWORD_VERIFIER. */
export async function answerPasswordSrp(call: SignInCall, services: Services): Promise<Outcome> {
  const publicValue = requireValue(call, 'SRP_A')
  const { state, chooser } = await openChoice('PASSWORD_SRP', call, services)
  return await exchange(call, { chooser, publicValue, spend: spendChoice(state) }, services)
}

/** The Session of the exchange has the id of its secret block: they are answered together, or not at all. */
async function exchange(
  call: SignInCall,
  {
    chooser,
    publicValue,
    spend,
  }: { chooser: Chooser; publicValue: string; spend: Settle | undefined },
  services: Services,
): Promise<Outcome> {
  const proof = { name: chooser.name, publicValue }
  const { id, ChallengeParameters } = await askForProof(call, proof, services)
  await spendNow(spend, services)
  const Session = sealChoice('PASSWORD_VERIFIER', call, chooser, services, { id })
  return { answer: { ChallengeName: 'PASSWORD_VERIFIER', Session, ChallengeParameters } }
}

/** Whether a Session is that of the exchange that a secret block is of. @throws NotAuthorizedException. */
export function requireSameExchange(
  call: SignInCall,
  { id }: Pick<SrpState, 'id'>,
  services: Services,
): void {
  if (readChoice('PASSWORD_VERIFIER', call, services).id !== id) throw invalidSession()
}
