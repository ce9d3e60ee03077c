import { ServiceError } from '../../../api/errors.ts'
import { isEqualSecret } from '../../../crypto/equal.ts'
import { changeAttributes } from '../../../rules/attribute-changes.ts'
import type { Services } from '../../../store/services.ts'
import { followAliases } from '../../aliases.ts'
import { checkSecretHash } from '../../client-proof.ts'
import type { Outcome, Settle, Step } from '../outcome.ts'
import { requireValue, type SignInCall } from '../request.ts'
import { openSession, type SessionState, spendSession } from '../session.ts'
import { digestCode } from './ask-mfa.ts'
import { countWrongCode, takeGuess } from './guess-limit.ts'
import { PROVES } from './mfa-gate.ts'

/** SMS_MFA and EMAIL_OTP: the code that was sent for this Session. A wrong one leaves the Session good. */
const answerCode =
  (factor: 'SMS_MFA' | 'EMAIL_OTP', member: string): Step =>
  async (call, services): Promise<Outcome> => {
    const { pool, client, values } = call
    const code = requireValue(call, member)
    checkSecretHash(client, values.SECRET_HASH, [requireValue(call, 'USERNAME')], services.keyring)
    const { state, user } = await openSession(factor, call, services)
    const limit = await takeGuess(pool, user, state, services)
    if (!isEqualSecret(state.code ?? '', digestCode(state.id, code, services.keyring))) {
      await countWrongCode(limit, services)
      const message = 'Invalid verification code provided, please try again.'
      throw new ServiceError('CodeMismatchException', message)
    }
    const spend = spendSession(state, services)
    const settle: Settle = async (repositories) => {
      const failure = await spend(repositories)
      if (failure) return failure
      if (!(await repositories.attempts.succeed(limit, services.clock.now()))) return 'locked'
      await keepSetUp(call, state, repositories, services)
      return undefined
    }
    return { passed: { user, proven: [...state.proven, PROVES[factor]] }, settle }
  }

/** A code that proved an address in MFA_SETUP: the address is the user's, and its factor is on. */
async function keepSetUp(
  { pool }: SignInCall,
  { userId, setUp }: SessionState,
  { users, mfa }: Parameters<Settle>[0],
  { clock }: Services,
): Promise<void> {
  const user = setUp?.address === undefined ? undefined : await users.forChange(userId)
  if (!setUp?.address || !user) return
  const proven = { email: setUp.address, email_verified: 'true' }
  const attributes = changeAttributes(user.attributes, proven)
  await users.update(userId, { attributes }, clock.now())
  await followAliases({ pool, user, attributes }, users, clock.now())
  const { enabled } = await mfa.ofUser(userId)
  await mfa.choose(userId, { enabled: [...enabled, setUp.factor], preferred: setUp.factor })
}

export const answerSmsMfa = answerCode('SMS_MFA', 'SMS_MFA_CODE')
export const answerEmailOtp = answerCode('EMAIL_OTP', 'EMAIL_OTP_CODE')
