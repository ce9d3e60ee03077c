import { ServiceError } from '../../../api/errors.ts'
import { isEmail } from '../../../rules/formats.ts'
import type { Services } from '../../../store/services.ts'
import { checkSecretHash } from '../../client-proof.ts'
import { readMfaConfig } from '../../mfa-config.ts'
import { settleIn } from '../finish.ts'
import type { Outcome, Settle } from '../outcome.ts'
import { requireValue, type SignInCall } from '../request.ts'
import { invalidSession, openSession, type SessionState, spendSession } from '../session.ts'
import { askForCode } from './ask-mfa.ts'
import { PROVES } from './mfa-gate.ts'

/**
 * MFA_SETUP: by the Session that VerifySoftwareToken gave once the app proved its secret; or by an email
 * address, which is proven by a code before it is believed.
 */
export async function answerMfaSetup(call: SignInCall, services: Services): Promise<Outcome> {
  const { client, values } = call
  checkSecretHash(client, values.SECRET_HASH, [requireValue(call, 'USERNAME')], services.keyring)
  const { state, user } = await openSession('MFA_SETUP', call, services)
  if (values.EMAIL !== undefined) return await setUpEmail(call, values.EMAIL, state, services)
  if (state.setUp?.factor !== 'SOFTWARE_TOKEN_MFA') throw invalidSession()

  const spend = spendSession(state, services)
  const settle: Settle = async (repositories) => {
    const failure = await spend(repositories)
    if (failure) return failure
    const { enabled } = await repositories.mfa.ofUser(user.id)
    const factor = 'SOFTWARE_TOKEN_MFA'
    await repositories.mfa.choose(user.id, { enabled: [...enabled, factor], preferred: factor })
    return undefined
  }
  return { passed: { user, proven: [...state.proven, PROVES.SOFTWARE_TOKEN_MFA] }, settle }
}

async function setUpEmail(
  call: SignInCall,
  address: string,
  state: SessionState,
  services: Services,
): Promise<Outcome> {
  if (!state.factors?.includes('EMAIL_OTP')) {
    throw new ServiceError('InvalidParameterException', 'Invalid MFA type for the user.')
  }
  if (!isEmail(address)) {
    throw new ServiceError('InvalidParameterException', 'Invalid email address format.')
  }
  const user = await services.users.byId(state.userId)
  if (!user) throw invalidSession()
  const config = await readMfaConfig(call.pool, services)
  await settleIn(services, spendSession(state, services), async () => {})
  const progress = { user, proven: state.proven }
  const asked = { factor: 'EMAIL_OTP', address } as const
  return { answer: await askForCode(asked, call, progress, config, services) }
}
