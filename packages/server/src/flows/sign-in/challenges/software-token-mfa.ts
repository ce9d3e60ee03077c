import { ServiceError } from '../../../api/errors.ts'
import { PROVES } from '../../../rules/acr.ts'
import { totpStep } from '../../../rules/totp.ts'
import type { Services } from '../../../store/services.ts'
import { checkSecretHash } from '../../client-proof.ts'
import { openToken } from '../../totp-secret.ts'
import { countWrongCode, takeGuess } from '../codes/guess-limit.ts'
import type { Outcome, Settle } from '../outcome.ts'
import { requireValue, type SignInCall } from '../request.ts'
import { openSession, spendSession } from '../session.ts'

/** SOFTWARE_TOKEN_MFA: the authenticator app's code of now. One code opens one session. */
export async function answerSoftwareTokenMfa(
  call: SignInCall,
  services: Services,
): Promise<Outcome> {
  const { pool, client, values } = call
  const code = requireValue(call, 'SOFTWARE_TOKEN_MFA_CODE')
  checkSecretHash(client, values.SECRET_HASH, [requireValue(call, 'USERNAME')], services.keyring)
  const { state, user, progress } = await openSession('SOFTWARE_TOKEN_MFA', call, services)
  const lock = await takeGuess(pool, user, state, services, 'SOFTWARE_TOKEN_MFA')

  const { totpSecret } = await services.mfa.ofUser(user.id)
  if (!totpSecret) {
    const message = 'The user has no software token any more.'
    throw new ServiceError('SoftwareTokenMFANotFoundException', message)
  }
  const { secret } = openToken(user, totpSecret, services)
  const step = totpStep(secret, code, services.clock.now())
  if (step === undefined) {
    await countWrongCode(lock, services)
    throw new ServiceError('CodeMismatchException', 'Invalid code received for user')
  }
  const spend = spendSession(state, services)
  const settle: Settle = async (repositories) => {
    const failure = await spend(repositories)
    if (failure) return failure
    if (!(await repositories.attempts.succeed(lock, services.clock.now()))) return 'locked'
    // Thrown, so that the Session is good for the next code.
    if (!(await repositories.mfa.spendTotpStep(user.id, step))) throw usedCode()
    return undefined
  }
  return { passed: { ...progress, proven: [...state.proven, PROVES.SOFTWARE_TOKEN_MFA] }, settle }
}

const usedCode = () =>
  new ServiceError('ExpiredCodeException', 'Your software token has already been used once.')
