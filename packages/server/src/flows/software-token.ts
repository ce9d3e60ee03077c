import { ServiceError } from '../api/errors.ts'
import type { SoftwareToken } from '../records/mfa.ts'
import type { User } from '../records/user.ts'
import { TOTP_SECRET_BYTES, toBase32, totpStep } from '../rules/totp.ts'
import type { Services } from '../store/services.ts'
import { mustSetUp, readMfaConfigOf } from './mfa-config.ts'
import {
  invalidSession,
  readSession,
  renewSession,
  requireStanding,
  type SessionState,
  spendSession,
} from './sign-in/session.ts'
import { settleIn } from './sign-in/settle.ts'
import { openToken, sealToken } from './totp-secret.ts'
import { requireReady } from './user-status.ts'

/** Ours, where a Session carries the name: it may have 2,048 characters. Elsewhere the API's limit holds. */
const LONGEST_CARRIED_NAME = 128

/** Whose app is set up: somebody signed in, or somebody whom sign-in asked to (MFA_SETUP). */
interface Owner {
  readonly user: User | undefined
  readonly session: string | undefined
}

/**
 * Gives out a new secret for an authenticator app. It counts only once a code proved that the app has it.
 * Where sign-in asked for it, only the Session knows it: of two sign-ins at once neither sees the other's,
 * and one that is given up leaves nothing behind.
 *
 * @throws NotAuthorizedException for a Session that does not stand, InvalidParameterException for neither.
 */
export async function associateSoftwareToken(
  owner: Owner,
  services: Services,
): Promise<{ SecretCode: string; Session?: string }> {
  const { user, state } = await findOwner(owner, services)
  const SecretCode = toBase32(services.random.bytes(TOTP_SECRET_BYTES))
  const token = { secret: SecretCode }
  if (!state) {
    const sealed = sealToken(user, token, services)
    await services.write(({ mfa }) => mfa.offerTotp(user.id, sealed))
    return { SecretCode }
  }
  await settleIn(services, spendSession(state, services), async () => {})
  const setUp = { factor: 'SOFTWARE_TOKEN_MFA', token } as const
  return { SecretCode, Session: renewSession(state, { setUp }, services) }
}

/**
 * Takes a code as the proof that the app has the secret that was given out last.
 *
 * @throws EnableSoftwareTokenMFAException for a wrong code, SoftwareTokenMFANotFoundException when no secret
 *   was given out, NotAuthorizedException, InvalidParameterException for a name that no Session can carry.
 */
export async function verifySoftwareToken(
  owner: Owner,
  { code, name }: { code: string; name: string | undefined },
  services: Services,
): Promise<{ Status: 'SUCCESS'; Session?: string }> {
  const { user, state } = await findOwner(owner, services)
  if (state) return await verifyBySession(state, { code, name }, services)
  const { totpPending } = await services.mfa.ofUser(user.id)
  if (!totpPending) throw noneOffered()
  const { secret } = openToken(user, totpPending, services)
  const step = proveToken(secret, code, services)
  const sealed = sealToken(user, named(secret, name), services)
  const isKept = await services.write(async ({ users, mfa }) => {
    await users.forChange(user.id)
    return await mfa.acceptTotp(user.id, { pending: totpPending, sealed, step })
  })
  if (!isKept) throw mismatch()
  return { Status: 'SUCCESS' }
}

async function verifyBySession(
  state: SessionState,
  { code, name }: { code: string; name: string | undefined },
  services: Services,
): Promise<{ Status: 'SUCCESS'; Session: string }> {
  if ((name?.length ?? 0) > LONGEST_CARRIED_NAME) {
    const message = `With a Session, FriendlyDeviceName must have at most ${LONGEST_CARRIED_NAME} characters.`
    throw new ServiceError('InvalidParameterException', message)
  }
  if (state.setUp?.factor !== 'SOFTWARE_TOKEN_MFA') throw noneOffered()
  const { secret } = state.setUp.token
  const step = proveToken(secret, code, services)
  await settleIn(services, spendSession(state, services), async () => {})
  const setUp = { factor: 'SOFTWARE_TOKEN_MFA', token: named(secret, name), step } as const
  return { Status: 'SUCCESS', Session: renewSession(state, { setUp }, services) }
}

const named = (secret: string, name: string | undefined): SoftwareToken => ({
  secret,
  ...(name && { name }),
})

function proveToken(secret: string, code: string, { clock }: Services): number {
  const step = totpStep(secret, code, clock.now())
  if (step === undefined) throw mismatch()
  return step
}

const mismatch = () => new ServiceError('EnableSoftwareTokenMFAException', 'Code mismatch')

const noneOffered = () =>
  new ServiceError(
    'SoftwareTokenMFANotFoundException',
    'No software token is being set up for the user.',
  )

/** A Session of somebody who has a factor by now is worth nothing: it would put another in its place. */
async function findOwner(
  { user, session }: Owner,
  services: Services,
): Promise<{ user: User; state?: SessionState }> {
  if (user) {
    requireReady(user)
    return { user }
  }
  if (session === undefined) {
    const message = 'Either AccessToken or Session must be provided.'
    throw new ServiceError('InvalidParameterException', message)
  }
  const state = readSession('MFA_SETUP', session, services)
  const owner = await services.users.byId(state.userId)
  if (!owner || !state.factors?.includes('SOFTWARE_TOKEN_MFA')) throw invalidSession()
  await requireStanding(state, owner, services)
  const config = await readMfaConfigOf(owner.poolId, services)
  if (!config || !(await mustSetUp(owner, config, services.mfa))) throw invalidSession()
  return { user: owner, state }
}
