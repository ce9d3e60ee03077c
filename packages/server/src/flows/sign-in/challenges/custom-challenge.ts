import type { User } from '../../../records/user.ts'
import type { Services } from '../../../store/services.ts'
import {
  type PastChallenge,
  verifyAuthChallengeResponse,
} from '../../../triggers/custom-challenge.ts'
import { checkSecretHash } from '../../client-proof.ts'
import { countWrongCode } from '../codes/guess-limit.ts'
import { ask, continueCustom, customLock } from '../custom-auth.ts'
import { takeCustom } from '../custom-session.ts'
import { refuseLocked } from '../lockout.ts'
import type { Outcome, ProvenPassword, Settle } from '../outcome.ts'
import { requireValue, type SignInCall } from '../request.ts'
import { settleIn } from '../settle.ts'

/** CUSTOM_CHALLENGE: the pool's function says whether the answer is right; another, how it goes on. */
export async function answerCustomChallenge(
  call: SignInCall,
  services: Services,
): Promise<Outcome> {
  const { pool, client, values } = call
  const challengeAnswer = requireValue(call, 'ANSWER')
  checkSecretHash(client, values.SECRET_HASH, [requireValue(call, 'USERNAME')], services.keyring)
  const { progress, parameters, metadata } = await takeCustom(call, services)
  const lock = customLock(pool, progress, services)
  await refuseLocked(lock, services)
  const more = { privateChallengeParameters: parameters, challengeAnswer }
  const { isRight } = await ask(verifyAuthChallengeResponse, call, progress, more, services)
  // Of guesses made all at once the right one is not told where the wrong ones locked meanwhile.
  if (isRight) await refuseLocked(lock, services)
  else await countWrongCode(lock, services)
  const step: PastChallenge = {
    challengeName: 'CUSTOM_CHALLENGE',
    challengeResult: isRight,
    challengeMetadata: metadata,
  }
  const history = [...progress.history, step]
  return await continueCustom(call, { ...progress, history }, services)
}

/** Goes on from a password that was proven as one step of a custom sign-in. It was settled before. */
export async function continueFromPassword(
  call: SignInCall,
  { name, user, password }: { name: string; user: User; password: ProvenPassword },
  settle: Settle,
  services: Services,
): Promise<Outcome> {
  await settleIn(services, settle, async () => {})
  const history = (['SRP_A', 'PASSWORD_VERIFIER'] as const).map((challengeName) => ({
    challengeName,
    challengeResult: true,
    challengeMetadata: null,
  }))
  return await continueCustom(call, { name, user, history, password }, services)
}
