import { ServiceError } from '../api/errors.ts'
import { toBytes, toText } from '../crypto/encoding.ts'
import type { User } from '../records/user.ts'
import { TOTP_SECRET_BYTES, toBase32, totpStep } from '../rules/totp.ts'
import type { Services } from '../store/services.ts'
import { settleIn } from './sign-in/finish.ts'
import {
  invalidSession,
  readSession,
  renewSession,
  requireStanding,
  type SessionState,
  spendSession,
} from './sign-in/session.ts'

const PURPOSE = 'totp secret'

/** Whose app is set up: somebody signed in, or somebody whom sign-in asked to (MFA_SETUP). */
interface Owner {
  readonly user: User | undefined
  readonly session: string | undefined
}

/**
 * Gives out a new secret for an authenticator app. It counts only once a code proved that the app has it.
 *
 * @throws NotAuthorizedException for a Session that does not stand, InvalidParameterException for neither.
 */
export async function associateSoftwareToken(
  owner: Owner,
  services: Services,
): Promise<{ SecretCode: string; Session?: string }> {
  const { user, state } = await findOwner(owner, services)
  const SecretCode = toBase32(services.random.bytes(TOTP_SECRET_BYTES))
  const sealed = services.keyring.seal(PURPOSE, toBytes(SecretCode), user.id)
  const offer = async ({ mfa }: Pick<Services, 'mfa'>) => mfa.offerTotp(user.id, sealed)
  if (!state) {
    await services.write(offer)
    return { SecretCode }
  }
  await settleIn(services, spendSession(state, services), offer)
  return { SecretCode, Session: renewSession(state, {}, services) }
}

/**
 * Takes a code as the proof that the app has the secret that was given out last.
 *
 * @throws EnableSoftwareTokenMFAException for a wrong code, SoftwareTokenMFANotFoundException when no secret
 *   was given out, NotAuthorizedException.
 */
export async function verifySoftwareToken(
  owner: Owner,
  code: string,
  services: Services,
): Promise<{ Status: 'SUCCESS'; Session?: string }> {
  const { user, state } = await findOwner(owner, services)
  const { totpPending } = await services.mfa.ofUser(user.id)
  if (!totpPending) {
    const message = 'No software token is being set up for the user.'
    throw new ServiceError('SoftwareTokenMFANotFoundException', message)
  }
  const step = totpStep(openTotpSecret(user, totpPending, services), code, services.clock.now())
  if (step === undefined) throw new ServiceError('EnableSoftwareTokenMFAException', 'Code mismatch')
  const accept = async ({ mfa }: Pick<Services, 'mfa'>) => {
    if (await mfa.acceptTotp(user.id, totpPending, step)) return
    throw new ServiceError('EnableSoftwareTokenMFAException', 'Code mismatch')
  }
  if (!state) {
    await services.write(accept)
    return { Status: 'SUCCESS' }
  }
  await settleIn(services, spendSession(state, services), accept)
  const setUp = { factor: 'SOFTWARE_TOKEN_MFA' } as const
  return { Status: 'SUCCESS', Session: renewSession(state, { setUp }, services) }
}

/** The secret of an authenticator app, in base32. */
export function openTotpSecret(
  user: Pick<User, 'id'>,
  sealed: string,
  { keyring }: Pick<Services, 'keyring'>,
): string {
  const secret = keyring.open(PURPOSE, sealed, user.id)
  if (secret) return toText(secret)
  throw new Error(`software token of user ${user.id} was sealed under another master key`)
}

async function findOwner(
  { user, session }: Owner,
  services: Services,
): Promise<{ user: User; state?: SessionState }> {
  if (user) return { user }
  if (session === undefined) {
    const message = 'Either AccessToken or Session must be provided.'
    throw new ServiceError('InvalidParameterException', message)
  }
  const state = readSession('MFA_SETUP', session, services)
  const owner = await services.users.byId(state.userId)
  if (!owner || !state.factors?.includes('SOFTWARE_TOKEN_MFA')) throw invalidSession()
  await requireStanding(state, owner, services)
  return { user: owner, state }
}
