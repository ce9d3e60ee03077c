import { ServiceError } from '../../api/errors.ts'
import type { Services } from '../../store/services.ts'
import type { PastChallenge } from '../../triggers/custom-challenge.ts'
import { checkSecretHash } from '../client-proof.ts'
import { findUser, userNotFound } from '../find-user.ts'
import { hidesUsers } from '../unknown-user.ts'
import { beforeSignIn } from './around-sign-in.ts'
import { continueCustom, customLock } from './custom-auth.ts'
import { refuseLocked } from './lockout.ts'
import type { Outcome } from './outcome.ts'
import { requireValue, type SignInCall } from './request.ts'

/** How a history begins where the client wants to prove a password first. */
const SRP_A: PastChallenge = {
  challengeName: 'SRP_A',
  challengeResult: true,
  challengeMetadata: null,
}

/** CUSTOM_AUTH: what is asked for is up to the pool's functions; with CHALLENGE_NAME SRP_A the password too. */
export async function startCustom(call: SignInCall, services: Services): Promise<Outcome> {
  const { pool, client, values } = call
  const name = requireValue(call, 'USERNAME')
  checkSecretHash(client, values.SECRET_HASH, [name], services.keyring)
  const isBySrp = values.CHALLENGE_NAME === 'SRP_A'
  if (values.CHALLENGE_NAME !== undefined && !isBySrp) {
    throw new ServiceError('InvalidParameterException', 'CHALLENGE_NAME must be SRP_A.')
  }
  if (isBySrp) requireValue(call, 'SRP_A')
  const user = await findUser(pool, name, services)
  if (!user && !hidesUsers(client)) throw userNotFound()
  await refuseLocked(customLock(pool, { name, user }, services), services)
  await beforeSignIn(call, { name, user }, services)
  const history = isBySrp ? [SRP_A] : []
  return await continueCustom(call, { name, user, history, password: undefined }, services)
}
