import { ServiceError } from '../../../api/errors.ts'
import { isEqualSecret } from '../../../crypto/equal.ts'
import { PROVES } from '../../../rules/acr.ts'
import { changeAttributes } from '../../../rules/attribute-changes.ts'
import type { MfaConfig } from '../../../rules/mfa.ts'
import type { Services } from '../../../store/services.ts'
import { followAliases } from '../../aliases.ts'
import { checkSecretHash } from '../../client-proof.ts'
import { mustSetUp, readMfaConfig } from '../../mfa-config.ts'
import { countWrongCode, takeGuess } from '../codes/guess-limit.ts'
import { addressOf, digestCode } from '../gates/ask-mfa.ts'
import type { Failure, Outcome, Settle, Step } from '../outcome.ts'
import { requireValue, type SignInCall } from '../request.ts'
import { openSession, type SessionState, spendSession } from '../session.ts'

/** SMS_MFA and EMAIL_OTP: the code that was sent for this Session. A wrong one leaves the Session good. */
const answerCode =
  (factor: 'SMS_MFA' | 'EMAIL_OTP', member: string): Step =>
  async (call, services): Promise<Outcome> => {
    const { pool, client, values } = call
    const code = requireValue(call, member)
    checkSecretHash(client, values.SECRET_HASH, [requireValue(call, 'USERNAME')], services.keyring)
    const { state, user, progress } = await openSession(factor, call, services)
    const limit = await takeGuess(pool, user, state, services, factor)
    const address = addressOfSetUp(state) ?? addressOf(user, factor)
    const digest = digestCode(state.id, { code, address }, services.keyring)
    if (!isEqualSecret(state.code ?? '', digest)) {
      await countWrongCode(limit, services)
      const message = 'Invalid verification code provided, please try again.'
      throw new ServiceError('CodeMismatchException', message)
    }
    const config = await readMfaConfig(pool, services)
    const spend = spendSession(state, services)
    const settle: Settle = async (repositories) => {
      const failure =
        (await spend(repositories)) ??
        (await keepSetUp(call, state, config, repositories, services))
      if (failure) return failure
      const isFree = await repositories.attempts.succeed(limit, services.clock.now())
      return isFree ? undefined : 'locked'
    }
    return { passed: { ...progress, proven: [...state.proven, PROVES[factor]] }, settle }
  }

const addressOfSetUp = ({ setUp }: SessionState): string | undefined =>
  setUp?.factor === 'EMAIL_OTP' ? setUp.address : undefined

/** A code that proved an address in MFA_SETUP: the address is the user's, and its factor is on. */
async function keepSetUp(
  { pool }: SignInCall,
  state: SessionState,
  config: MfaConfig,
  { users, mfa }: Parameters<Settle>[0],
  { clock }: Services,
): Promise<Failure | undefined> {
  const address = addressOfSetUp(state)
  if (address === undefined) return undefined
  const user = await users.forChange(state.userId)
  if (!user || !(await mustSetUp(user, config, mfa))) return 'spent'
  const attributes = changeAttributes(user.attributes, { email: address, email_verified: 'true' })
  await users.update(user.id, { attributes }, clock.now())
  await followAliases({ pool, user, attributes }, users, clock.now())
  const { enabled } = await mfa.ofUser(user.id)
  await mfa.choose(user.id, { enabled: [...enabled, 'EMAIL_OTP'], preferred: 'EMAIL_OTP' })
  return undefined
}

export const answerSmsMfa = answerCode('SMS_MFA', 'SMS_MFA_CODE')
export const answerEmailOtp = answerCode('EMAIL_OTP', 'EMAIL_OTP_CODE')
