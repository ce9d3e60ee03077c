import { ServiceError } from '../../../api/errors.ts'
import { PROVES } from '../../../rules/acr.ts'
import { isEmail } from '../../../rules/formats.ts'
import type { Services } from '../../../store/services.ts'
import { checkSecretHash } from '../../client-proof.ts'
import { mustSetUp, readMfaConfig } from '../../mfa-config.ts'
import { sealToken } from '../../totp-secret.ts'
import { askForCode } from '../gates/ask-mfa.ts'
import type { Outcome, Progress, Settle } from '../outcome.ts'
import { requireValue, type SignInCall } from '../request.ts'
import { invalidSession, openSession, type SessionState, spendSession } from '../session.ts'
import { spendWhile } from '../settle.ts'

/**
 * MFA_SETUP: by the Session that VerifySoftwareToken gave once the app proved its secret; or by an email
 * address, which is proven by a code before it is believed. Who has a factor by now, set up in another
 * sign-in or by an administrator, keeps that one: the Session is worth nothing then.
 */
export async function answerMfaSetup(call: SignInCall, services: Services): Promise<Outcome> {
  const { client, values } = call
  checkSecretHash(client, values.SECRET_HASH, [requireValue(call, 'USERNAME')], services.keyring)
  const { state, user, progress } = await openSession('MFA_SETUP', call, services)
  const config = await readMfaConfig(call.pool, services)
  if (!(await mustSetUp(user, config, services.mfa))) throw invalidSession()
  if (values.EMAIL !== undefined) return await setUpEmail(call, state, progress, services)
  const { setUp } = state
  if (setUp?.factor !== 'SOFTWARE_TOKEN_MFA' || setUp.step === undefined) throw invalidSession()

  const { token, step, factor } = setUp
  const sealed = sealToken(user, token, services)
  const spend = spendSession(state, services)
  const settle: Settle = async (repositories) => {
    const { users, mfa } = repositories
    if (!(await mustSetUp(await users.forChange(user.id), config, mfa))) return 'spent'
    const failure = await spend(repositories)
    if (failure) return failure
    await mfa.keepTotp(user.id, sealed, step)
    const { enabled } = await mfa.ofUser(user.id)
    await mfa.choose(user.id, { enabled: [...enabled, factor], preferred: factor })
    return undefined
  }
  return { passed: { ...progress, proven: [...state.proven, PROVES[factor]] }, settle }
}

async function setUpEmail(
  call: SignInCall,
  state: SessionState,
  progress: Progress,
  services: Services,
): Promise<Outcome> {
  const address = call.values.EMAIL ?? ''
  if (!state.factors?.includes('EMAIL_OTP')) {
    throw new ServiceError('InvalidParameterException', 'Invalid MFA type for the user.')
  }
  if (!isEmail(address)) {
    throw new ServiceError('InvalidParameterException', 'Invalid email address format.')
  }
  const config = await readMfaConfig(call.pool, services)
  const asked = { factor: 'EMAIL_OTP', address } as const
  const ask = () => askForCode(asked, call, progress, config, services)
  const once = { id: state.id, spend: spendSession(state, services) }
  return { answer: await spendWhile(services, once, ask) }
}
